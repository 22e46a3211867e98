/** Finds out where a program begins to repeat itself, so that what is written down ends with its steps. */

/** Commands below which a trace need not end: repeating a kernel is no step. */
const LEAST = 32;
/** Repetitions after which it does not matter that the memory in use has grown. */
const CERTAIN = 4;
/** Ends remembered at most. */
const MOST_ENDS = 256;

/**
 * Listens to the commands of a trace. A training loop that reads its loss now and then would else be cut anywhere, and
 * every time elsewhere, so that no plan would fit twice.
 */
export class StepDetector {
  // What a trace began with, as one number, for each trace found to be a whole number of steps.
  readonly #ends = new Set<number>();
  readonly #commands: number[] = [];
  readonly #bytes: number[] = [];
  /** For each command, the numbers of all up to it as one. */
  readonly #sums: number[] = [];
  /** For each command, how many of the last ones are the first ones again (Knuth, Morris, Pratt). */
  readonly #borders: number[] = [];

  /** Whether the commands so far are known to be a whole number of steps. */
  get isAtEnd(): boolean {
    return this.#sums.length > 0 && this.#ends.has(this.#sums.at(-1)!);
  }

  /** Hears a command, by a number that equal commands share, and the bytes in use before it. */
  add(command: number, bytes: number): void {
    const commands = this.#commands, borders = this.#borders;
    let border = borders.at(-1) ?? 0;
    while (border > 0 && commands[border] !== command) {
      border = borders[border - 1];
    }
    if (commands.length > 0 && commands[border] === command) border++;
    commands.push(command);
    borders.push(border);
    this.#bytes.push(bytes);
    this.#sums.push(Math.imul((this.#sums.at(-1) ?? 1) ^ command, 0x9E3779B1));
  }

  /** Whether the trace should end before the next command, with so many bytes in use now. */
  shouldEnd(bytes: number): boolean {
    if (this.isAtEnd) return true;
    const length = this.#commands.length;
    const period = length - (this.#borders.at(-1) ?? 0);
    if (length < 2 * LEAST || length < 2 * period || length % period !== 0) {
      return false;
    }
    const isLikeBefore = this.#bytes[length - period] === bytes;
    if (!isLikeBefore && length < CERTAIN * period) return false;
    if (this.#ends.size >= MOST_ENDS) this.#ends.clear();
    this.#ends.add(this.#sums[period * Math.ceil(LEAST / period) - 1]);
    return true;
  }

  /** Begins a trace. */
  restart(): void {
    this.#commands.length = 0;
    this.#bytes.length = 0;
    this.#sums.length = 0;
    this.#borders.length = 0;
  }
}
