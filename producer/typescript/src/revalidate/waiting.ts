import type { Clock } from "../serve/clock.js";

/** Resolves after so many milliseconds, at once when the signal is aborted. */
export function pause(millis: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      callOff();
      signal.removeEventListener("abort", over);
      resolve();
    };
    const callOff = clock.after(millis, over);
    signal.addEventListener("abort", over, { once: true });
    if (signal.aborted) {
      over();
    }
  });
}
