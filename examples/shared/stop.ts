/** Being stopped: by Ctrl-C, by `kill`, by a terminal that closes. */

/** The signals that ask us to stop, and their numbers: a shell expects 128 more as the exit code. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
type Signal = keyof typeof SIGNALS;

/**
 * Listens from its first piece of work to its disposal; meanwhile no signal ends the program. Each one stops a piece of work:
 * the one that is going on or, if that has been told already, the one that comes next.
 */
export class Stop implements Disposable {
  readonly #listeners = new Map<Signal, () => void>();
  #code = 0;
  /** How often we were asked, without those that earlier pieces of work have heard. */
  #waiting = 0;
  #work: AbortController | null = null;
  #hint = "";
  readonly #say: (hint: string) => void;

  /** Tells of it, unless `say` does something else. */
  constructor(
    say: (hint: string) => void = (hint) => console.log(`\n${hint}`),
  ) {
    this.#say = say;
  }

  /** The exit code of a program that was asked to stop, 0 if it was not. */
  get code(): number {
    return this.#code;
  }

  /** Begins a piece of work, which is over when the signal aborts; `hint` is said then. */
  begin(hint: string): AbortSignal {
    if (this.#work === null) this.#listen();
    this.#work = new AbortController();
    this.#hint = hint;
    this.#tell();
    return this.#work.signal;
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) {
      Deno.removeSignalListener(name, listener);
    }
  }

  #listen(): void {
    for (const name of Object.keys(SIGNALS) as Signal[]) {
      if (Deno.build.os === "windows" && name !== "SIGINT") continue;
      const listener = () => this.#hear(name);
      Deno.addSignalListener(name, listener);
      this.#listeners.set(name, listener);
    }
  }

  #hear(name: Signal): void {
    this.#code ||= 128 + SIGNALS[name];
    this.#waiting++;
    this.#tell();
  }

  #tell(): void {
    if (this.#waiting === 0 || !this.#work || this.#work.signal.aborted) return;
    this.#waiting--;
    this.#say(this.#hint);
    this.#work.abort();
  }
}
