/** How far the training is: a bar that redraws itself in a terminal, plain lines anywhere else. */

const WIDTH = 24;

/** What is known after a step. */
export interface State {
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
  readonly imagesPerSecond: number;
}

/** Shows the progress of `epochs` epochs of `steps` steps. */
export class Progress {
  readonly #steps: number;
  readonly #epochs: number;
  readonly #batchSize: number;
  readonly #terminal = Deno.stdout.isTerminal();
  readonly #encoder = new TextEncoder();
  #lastTenth = -1;

  constructor(plan: { epochs: number; steps: number; batchSize: number }) {
    this.#epochs = plan.epochs;
    this.#steps = plan.steps;
    this.#batchSize = plan.batchSize;
  }

  /** Shows the state; in plain lines only every tenth of an epoch. */
  show(state: State): void {
    if (this.#terminal) {
      return this.#write(`\r\x1b[K${this.#line(state, true)}`);
    }
    const tenth = Math.floor(10 * state.step / this.#steps);
    if (tenth === this.#lastTenth) return;
    this.#lastTenth = tenth;
    this.#write(`${this.#line(state, false)}\n`);
  }

  /** Ends the line of an epoch. */
  endEpoch(): void {
    this.#lastTenth = -1;
    if (this.#terminal) this.#write("\n");
  }

  #line(state: State, bar: boolean): string {
    const done = state.step / this.#steps;
    const left = (this.#steps * (this.#epochs - state.epoch) +
      this.#steps - state.step) * this.#batchSize / state.imagesPerSecond;
    return [
      `epoch ${state.epoch}/${this.#epochs}`,
      bar ? barOf(done) : `${Math.round(100 * done)} %`,
      `loss ${state.loss.toFixed(2)}`,
      `${Math.round(state.imagesPerSecond)} images/s`,
      `${timeOf(left)} left`,
    ].join("  ");
  }

  #write(text: string): void {
    const bytes = this.#encoder.encode(text);
    for (let at = 0; at < bytes.length;) {
      at += Deno.stdout.writeSync(bytes.subarray(at));
    }
  }
}

function barOf(done: number): string {
  const full = Math.round(WIDTH * done);
  return `[${"#".repeat(full)}${"-".repeat(WIDTH - full)}]`;
}

function timeOf(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.ceil(seconds);
  return whole < 60
    ? `${whole} s`
    : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
