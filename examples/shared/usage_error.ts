/** A wrong option. */

import { UserError } from "./run.ts";

/** Its message says what is wrong, in one line, and where the options are listed. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
  /** `meant` is what may have been. */
  constructor(problem: string, meant?: string) {
    const hint = meant === undefined ? "" : `did you mean ${meant}? `;
    super(`${problem} (${hint}--help lists the options)`);
  }
}
