import { isObject } from "../../bin/dev/api/json.js";

/** Whether an answer is one that is written down, in which `…` stands for anything that is not empty. */
export function isLike(expected: unknown, got: unknown): boolean {
  if (expected === "…") {
    return (
      got !== undefined &&
      got !== null &&
      got !== "" &&
      !(typeof got === "object" && Object.keys(got).length === 0)
    );
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(got) &&
      got.length === expected.length &&
      expected.every((each, i) => isLike(each, got[i]))
    );
  }
  if (isObject(expected)) {
    return (
      isObject(got) &&
      Object.keys(got).length === Object.keys(expected).length &&
      Object.entries(expected).every(([name, each]) => name in got && isLike(each, got[name]))
    );
  }
  return expected === got;
}
