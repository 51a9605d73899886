/** What a site tests its jobs with: a handler alone, a route as it is, and what the site enqueues. */
export { runJob, type RunOptions, type JobRun } from "./testing/run-job.js";
export {
  readAnswer,
  signedRequest,
  TEST_SECRET,
  type AnswerLine,
  type SignedRequestOptions,
} from "./testing/signed-request.js";
export { recordingClient, type RecordedJob, type RecordingClient } from "./testing/recording-client.js";
export type { JobFields } from "./testing/fake-delivery.js";
