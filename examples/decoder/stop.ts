/** Being stopped: by Ctrl-C, by `kill`, by a terminal that closes. */

/** The signals that ask us to stop, and their numbers: a shell expects 128 more as the exit code. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
type Signal = keyof typeof SIGNALS;

/** Listens from its making to its disposal; meanwhile no signal ends the program. */
export class Stop implements Disposable {
  /** What is said when the next signal comes, once. */
  hint = "";
  readonly #times: AbortController[] = [];
  readonly #listeners = new Map<Signal, () => void>();
  #heard = 0;
  #code = 0;

  constructor() {
    for (const name of Object.keys(SIGNALS) as Signal[]) {
      if (Deno.build.os === "windows" && name !== "SIGINT") continue;
      const listener = () => this.#hear(name);
      Deno.addSignalListener(name, listener);
      this.#listeners.set(name, listener);
    }
  }

  /** How often we were asked. */
  get heard(): number {
    return this.#heard;
  }

  /** The exit code of a program that was asked to stop, 0 if it was not. */
  get code(): number {
    return this.#code;
  }

  /** Aborts when we are asked for the `nth` time. */
  signal(nth: number): AbortSignal {
    while (this.#times.length < nth) {
      const controller = new AbortController();
      this.#times.push(controller);
      if (this.#heard >= this.#times.length) controller.abort();
    }
    return this.#times[nth - 1].signal;
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) {
      Deno.removeSignalListener(name, listener);
    }
  }

  #hear(name: Signal): void {
    this.#code ||= 128 + SIGNALS[name];
    this.#heard++;
    if (this.hint) console.log(`\n${this.hint}`);
    this.hint = "";
    this.#times[this.#heard - 1]?.abort();
  }
}
