import type { Entry, EpochStore } from "../../src/cache/epoch.js";

/** A log in memory, as several processes would share one; it can be away, or keep silent. */
export class MemoryStore implements EpochStore {
  readonly entries: Entry[] = [];
  away: Error | undefined;
  /** Until it resolves, nothing is answered. */
  silent: Promise<void> | undefined;
  /** Takes entries and loses them. */
  loses = false;

  async append(entries: readonly Entry[]): Promise<void> {
    await this.answer();
    if (!this.loses) {
      this.entries.push(...entries);
    }
  }

  async since(position: string) {
    await this.answer();
    return { entries: this.entries.slice(Number(position)), position: String(this.entries.length) };
  }

  private async answer(): Promise<void> {
    await this.silent;
    if (this.away !== undefined) {
      throw this.away;
    }
  }
}
