/** What time is it and how long is a while: turned by hand in tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, or rejects with the signal's reason. */
  pause(millis: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to below 1, for jitter. */
  random(): number;
}

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  pause: (millis, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const over = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", over);
        resolve();
      }, millis);
      signal?.addEventListener("abort", over, { once: true });
    }),
};
