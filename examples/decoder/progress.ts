/** How far the training is: a bar that redraws itself in a terminal, plain lines anywhere else. */

import { barLine, plainLine, type Plan, type State } from "./progress_line.ts";

/** Columns of a terminal that does not tell. */
const USUAL = 80;

/** Shows the progress of a plan. */
export class Progress {
  readonly #plan: Plan;
  readonly #terminal = Deno.stdout.isTerminal();
  readonly #encoder = new TextEncoder();
  #lastTenth = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Shows the state; in plain lines only every tenth of an epoch. */
  show(state: State): void {
    if (this.#terminal) {
      const line = barLine(this.#plan, state, columns());
      return this.#write(`\r\x1b[K${line}`);
    }
    const tenth = Math.floor(10 * state.step / this.#plan.steps);
    if (tenth === this.#lastTenth) return;
    this.#lastTenth = tenth;
    this.#write(`${plainLine(this.#plan, state)}\n`);
  }

  /** Ends the line of an epoch. */
  endEpoch(): void {
    this.#lastTenth = 0;
    if (this.#terminal) this.#write("\n");
  }

  #write(text: string): void {
    const bytes = this.#encoder.encode(text);
    try {
      for (let at = 0; at < bytes.length;) {
        at += Deno.stdout.writeSync(bytes.subarray(at));
      }
    } catch {
      // Nobody reads it any more: no reason to lose the training.
    }
  }
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || USUAL;
  } catch {
    return USUAL;
  }
}
