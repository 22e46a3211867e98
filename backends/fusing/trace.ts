/** The commands recorded since the last run, and the signature that tells one such list from another. */

import type { Operand } from "../backend.ts";
import { type Command, kernelNumber } from "./command.ts";
import type { LazyBuffer } from "./lazy_buffer.ts";
import type { Tokens } from "./tokens.ts";

/**
 * Bytes that outcomes give up and that are kept until all work is done, so that any failure can be undone. More than
 * that would be felt twice in memory, so it is overwritten, at the end, when only those kernels can still fail.
 */
export const MOST_KEPT: number = 2 ** 20;

let traces = 0;

/** A list of commands; its buffers are numbered in the order of their first use. */
export class Trace {
  readonly commands: Command[] = [];
  readonly buffers: LazyBuffer[] = [];
  readonly #id = ++traces;
  readonly #tokens: Tokens;
  readonly #mostKept: number;

  /**
   * An empty list. Its signature goes into `tokens`, which may have been another list's; `mostKept` is how many bytes of
   * what outcomes give up are not overwritten.
   */
  constructor(tokens: Tokens, mostKept = MOST_KEPT) {
    this.#mostKept = mostKept;
    this.#tokens = tokens;
    tokens.clear();
  }

  /** Whether a command uses a buffer. */
  uses(buffer: LazyBuffer): boolean {
    return buffer.trace === this.#id;
  }

  /** Adds a command. */
  add(command: Command): void {
    const { exprs, inputs, reads, outs } = command, tokens = this.#tokens;
    tokens.push(kernelNumber(command));
    tokens.push(exprs.length);
    for (let i = 0; i < exprs.length; i++) tokens.pushExpr(exprs[i]);
    this.#putAll(inputs);
    this.#putAll(reads);
    this.#putAll(outs);
    this.commands.push(command);
  }

  /** All that a plan depends on, until the next list of commands begins; to be asked for once. */
  signature(): Tokens {
    const tokens = this.#tokens;
    tokens.push(this.mayOverwrite ? 1 : 0);
    for (const buffer of this.buffers) {
      const { length, dtype, real, isFreed, isOffered } = buffer;
      tokens.push(length);
      tokens.push(
        (real ? 1 : 0) + (isFreed ? 2 : 0) + (isOffered ? 4 : 0) +
          (dtype === "float16" ? 8 : 0),
      );
      if (isOffered) tokens.push(this.heirOf(buffer));
    }
    return tokens;
  }

  /** The number of the buffer that is to take the place of one that is offered; -1 if the trace does not use it. */
  heirOf({ heir }: LazyBuffer): number {
    return heir && this.uses(heir) ? heir.index : -1;
  }

  /** Whether what outcomes give up is overwritten. */
  get mayOverwrite(): boolean {
    let bytes = 0;
    for (const { byteLength, isOffered, real } of this.buffers) {
      if (isOffered && real) bytes += byteLength;
    }
    return bytes > this.#mostKept;
  }

  #putAll(operands: readonly Operand[]): void {
    const tokens = this.#tokens;
    tokens.push(operands.length);
    for (let i = 0; i < operands.length; i++) {
      const { buffer, view } = operands[i];
      tokens.pushOperand(this.#numberOf(buffer as LazyBuffer), view);
    }
  }

  #numberOf(buffer: LazyBuffer): number {
    if (buffer.trace !== this.#id) {
      buffer.trace = this.#id;
      buffer.index = this.buffers.push(buffer) - 1;
    }
    return buffer.index;
  }
}
