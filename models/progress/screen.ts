/** Where the progress of long work is shown. */

import type { Logs } from "../callbacks/callback.ts";

/** What is known at a moment. */
export interface Moment {
  /** How many epochs are over, with the part of the one that is going on; `null` where there are no epochs. */
  readonly epochs: number | null;
  /** How much of the work is done; `null` where nobody knows. */
  readonly share: number | null;
  /** Loss and metrics. */
  readonly logs: Logs;
}

/** A screen, or what stands for one. */
export interface Screen {
  /** Shows how far the work is, in place of what was shown before; `line` says it in so many columns. */
  update(line: (columns: number) => string, moment: Moment): void;
  /** Says what stays. */
  line(parts: readonly string[], moment: Moment): void;
  /** Takes away what is not to stay. */
  clear(): void;
  /** Resolves when all has been shown. */
  close(): Promise<void>;
}
