/** Being stopped: by Ctrl-C, by `kill`, by a terminal that closes. */

import { Presses } from "./presses.ts";

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
  /** How often we were asked, as far as this thread has heard. */
  #heard = 0;
  /** How many pieces of work were stopped. */
  #stopped = 0;
  #presses: Presses | null = null;
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

  /** How often it was asked to stop: while a long step goes on, one more thread than this one hears it. */
  get asked(): number {
    return Math.max(this.#heard, this.#presses?.count ?? 0);
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
    this.#presses?.[Symbol.dispose]();
    for (const [name, listener] of this.#listeners) {
      Deno.removeSignalListener(name, listener);
    }
  }

  #listen(): void {
    const isWindows = Deno.build.os === "windows";
    const names: Signal[] = isWindows
      ? ["SIGINT"]
      : ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const name of names) {
      const listener = () => this.#hear(name);
      Deno.addSignalListener(name, listener);
      this.#listeners.set(name, listener);
    }
    this.#presses = new Presses(names);
  }

  #hear(name: Signal): void {
    this.#code ||= 128 + SIGNALS[name];
    this.#heard++;
    this.#tell();
  }

  #tell(): void {
    if (this.asked <= this.#stopped || !this.#work) return;
    if (this.#work.signal.aborted) return;
    this.#stopped++;
    this.#say(this.#hint);
    this.#work.abort();
  }
}
