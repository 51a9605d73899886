import { createClient } from "towpath";
import { TYPE } from "./figures.js";

/** Our package sends. What does the jobs is in Java, and measured there. */
export async function produce({ url, key }) {
  const client = createClient({ url, key });
  return {
    add: (data) => client.enqueue(TYPE, data),
    addStream: (all) => client.enqueueMany(jobsOf(all)),
  };
}

function* jobsOf(all) {
  for (const data of all) {
    yield { type: TYPE, data };
  }
}
