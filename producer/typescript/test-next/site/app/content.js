import { readFile } from "node:fs/promises";

/** What stands in the file that the test writes. */
export function content() {
  return readFile(process.env.TEST_CONTENT, "utf8");
}
