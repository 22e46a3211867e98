/** Where the progress of long work is shown: a line that is written anew in a terminal, lines anywhere else. */

/** Columns of a terminal that does not tell. */
const USUAL = 80;
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

/** One display. */
export class Display {
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
    this.line(line(Infinity));
  }

  /** Says a line that stays. */
  line(text: string): void {
    this.#said = performance.now();
    if (this.#open) write("\r\x1b[K");
    this.#open = false;
    if (deno || node()?.stdout) return write(`${text}\n`);
    console.log(text);
  }

  /** Clears what is not to stay. */
  clear(): void {
    if (this.#open) write("\r\x1b[K");
    this.#open = false;
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
