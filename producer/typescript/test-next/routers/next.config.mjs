import { dirname } from "node:path";

export default {
  // Where Next.js is installed.
  outputFileTracingRoot: dirname(import.meta.dirname),
};
