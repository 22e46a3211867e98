/** Progress outside of notebooks: a line that is written anew in a terminal, lines anywhere else. */

import { findJupyter } from "../../config/jupyter.ts";
import { broken } from "./lines.ts";
import type { Screen } from "./screen.ts";

/** Columns of a terminal that does not tell. */
const USUAL = 80;
/** What stands between two parts of a line. */
const GAP = "  ";
/** How long a pipe hears nothing, in milliseconds. */
const SILENCE = 10_000;

interface Process {
  readonly stdout?: {
    readonly isTTY?: boolean;
    readonly columns?: number;
    write(text: string): unknown;
  };
}

// Browsers have neither: there the console takes lines.
const deno: typeof Deno | undefined = (globalThis as { Deno?: typeof Deno })
  .Deno;

/** Node's process, which is asked for only where there is no Deno: there it would be made for the asking. */
function node(): Process | undefined {
  return deno ? undefined : (globalThis as { process?: Process }).process;
}

/** A terminal, or what takes lines in its place. */
export class Terminal implements Screen {
  readonly #isTerminal = deno
    ? deno.stdout.isTerminal()
    : node()?.stdout?.isTTY === true;
  #said = performance.now();
  #open = false;

  /** Shows how far the work is: in a terminal in place of what was shown before, elsewhere only now and then. */
  update(line: (columns: number) => string): void {
    if (this.#isTerminal) {
      this.#open = true;
      return write(`\r\x1b[K${line(columnsOf())}`);
    }
    if (performance.now() - this.#said < SILENCE) return;
    this.#say(line(Infinity));
  }

  /** Says what stays, in a terminal in as many lines as it takes. */
  line(parts: readonly string[]): void {
    const lines = this.#isTerminal
      ? broken(parts, columnsOf() - 1, GAP)
      : [parts.join(GAP)];
    for (const line of lines) this.#say(line);
  }

  #say(text: string): void {
    this.#said = performance.now();
    if (this.#open) write("\r\x1b[K");
    this.#open = false;
    // What is written to a notebook's standard output reaches no cell.
    const isWritten = deno ? !findJupyter() : node()?.stdout;
    if (isWritten) return write(`${text}\n`);
    console.log(text);
  }

  /** Clears what is not to stay. */
  clear(): void {
    if (this.#open) write("\r\x1b[K");
    this.#open = false;
  }

  /** All has been shown. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

function write(text: string): void {
  try {
    if (!deno) return void node()?.stdout?.write(text);
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      at += deno.stdout.writeSync(bytes.subarray(at));
    }
  } catch {
    // Nobody reads it any more: no reason to lose the training.
  }
}

function columnsOf(): number {
  try {
    return deno?.consoleSize().columns || node()?.stdout?.columns || USUAL;
  } catch {
    return USUAL;
  }
}
