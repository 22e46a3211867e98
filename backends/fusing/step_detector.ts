/** Finds the period of a program that repeats itself, so that traces end where its training steps do. */

/** Commands below which a trace goes on: a repeated kernel is not a training step. */
const LEAST = 32;
/** Repetitions that make a period even where the memory in use grows. */
const CERTAIN = 4;
/** Ends remembered at most. */
const MOST_ENDS = 256;

/**
 * Follows the commands of a trace. A training loop that reads its loss only now and then would otherwise be cut at
 * arbitrary places, different ones each time, and no plan would fit twice.
 */
export class StepDetector {
  // For each trace that was a whole number of steps, a hash of what it began with.
  readonly #ends = new Set<number>();
  // The lists keep their memory; of each, the first `#length` numbers count.
  #length = 0;
  readonly #commands: number[] = [];
  readonly #bytes: number[] = [];
  /** For each command, a hash of all up to it. */
  readonly #sums: number[] = [];
  /** For each command, the length of the longest border of all up to it (Knuth, Morris, Pratt). */
  readonly #borders: number[] = [];

  /** Whether the commands so far are known to be a whole number of steps. */
  get isAtEnd(): boolean {
    const length = this.#length;
    return length > 0 && this.#ends.has(this.#sums[length - 1]);
  }

  /** Takes in a command, by a number that equal commands share, and the bytes in use before it. */
  add(command: number, bytes: number): void {
    const commands = this.#commands, borders = this.#borders;
    const at = this.#length++, sums = this.#sums;
    let border = at > 0 ? borders[at - 1] : 0;
    while (border > 0 && commands[border] !== command) {
      border = borders[border - 1];
    }
    if (at > 0 && commands[border] === command) border++;
    commands[at] = command;
    borders[at] = border;
    this.#bytes[at] = bytes;
    const before = at > 0 ? sums[at - 1] : 1;
    sums[at] = Math.imul(before ^ command, 0x9E3779B1);
  }

  /** Whether the trace should end before the next command, with this many bytes in use. */
  shouldEnd(bytes: number): boolean {
    if (this.isAtEnd) return true;
    const length = this.#length;
    if (length < 2 * LEAST) return false;
    const period = length - this.#borders[length - 1];
    if (length < 2 * period || length % period !== 0) {
      return false;
    }
    const isLikeBefore = this.#bytes[length - period] === bytes;
    if (!isLikeBefore && length < CERTAIN * period) return false;
    if (this.#ends.size >= MOST_ENDS) this.#ends.clear();
    this.#ends.add(this.#sums[period * Math.ceil(LEAST / period) - 1]);
    return true;
  }

  /** Begins a new trace. */
  restart(): void {
    this.#length = 0;
  }
}
