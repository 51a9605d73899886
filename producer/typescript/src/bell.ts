/** A bell that wakes all who wait for it; who comes later waits for the next ring. */
export class Bell {
  #ring: () => void = () => {};
  #rung: Promise<void> | undefined;

  /** Resolves at the next ring. */
  wait(): Promise<void> {
    this.#rung ??= new Promise((resolve) => {
      this.#ring = resolve;
    });
    return this.#rung;
  }

  ring(): void {
    if (this.#rung !== undefined) {
      this.#rung = undefined;
      this.#ring();
    }
  }
}
