/** How far the training is: a bar that redraws itself in a terminal, plain lines anywhere else. */

import { barLine, plainLine, type Plan, type State } from "./progress_line.ts";

/** Columns of a terminal that does not tell. */
const USUAL = 80;

/** Shows the progress of a plan. */
export class Progress {
  readonly #plan: Plan;
  readonly #terminal = Deno.stdout.isTerminal();
  #lastTenth = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Shows the state; in plain lines only every tenth of an epoch. */
  show(state: State): void {
    if (this.#terminal) {
      const line = barLine(this.#plan, state, columns());
      return write(`\r\x1b[K${line}`);
    }
    const tenth = Math.floor(10 * state.step / this.#plan.steps);
    if (tenth === this.#lastTenth) return;
    this.#lastTenth = tenth;
    write(`${plainLine(this.#plan, state)}\n`);
  }

  /** Ends the line of an epoch. */
  endEpoch(): void {
    this.#lastTenth = 0;
    if (this.#terminal) write("\n");
  }
}

/** Shows how much of something is done: in a terminal as it goes, anywhere else only what it is. */
export class Share {
  readonly #text: string;
  readonly #terminal = Deno.stdout.isTerminal();

  constructor(text: string) {
    this.#text = text;
    if (!this.#terminal) write(`${text}\n`);
  }

  /** Shows how much is done, from 0 to 1. */
  show(done: number): void {
    if (!this.#terminal) return;
    const line = `${this.#text}  ${Math.floor(100 * done)} %`;
    write(`\r\x1b[K${line.slice(0, columns() - 1)}`);
  }

  /** Ends its line. */
  end(): void {
    if (this.#terminal) write("\n");
  }
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) {
      at += Deno.stdout.writeSync(bytes.subarray(at));
    }
  } catch {
    // Nobody reads it any more: no reason to lose the training.
  }
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || USUAL;
  } catch {
    return USUAL;
  }
}
