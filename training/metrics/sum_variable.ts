/** The variable of a metric: a sum that never stops growing. */

import { type Expr, input } from "../../backends/expr.ts";
import type { Backend } from "../../backends/backend.ts";
import { full, zeros } from "../../autograd/create.ts";
import {
  abs,
  add,
  greater,
  maximum,
  minimum,
  sub,
  where,
} from "../../autograd/formula.ts";
import { stopGradient } from "../../autograd/ops/alias.ts";
import { evaluateAll } from "../../autograd/kernel.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { Scope } from "../../autograd/scope.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  beginAnew,
  peekAt,
  Variable,
  type VariableOptions,
} from "../../variables/variable.ts";

// Inputs: the sum so far, what it lacks, what is added.
const [sum, lack, part] = [0, 1, 2].map(input);
const FAR = 2 ** 100;
const term = add(part, lack);
const next = add(sum, term);
// Compilers may take (a + b) - a for b; they cannot look through a bound.
const total = bounded(next);
const added = bounded(sub(total, sum));
const lost = add(
  sub(sum, bounded(sub(total, added))),
  bounded(sub(term, added)),
);
/** What sums begin with, to be known again: a sum may come to 0, too. */
const NOTHING = new WeakSet<Tensor>();
const NEXT: readonly Expr[] = [next, where(greater(FAR, abs(next)), lost, 0)];

/**
 * A sum in float32 and what it lacks to the exact one, by Knuth's two-sum: alone it would not grow any more by 1 from 2^24
 * on, and lose digits long before. Together they have 48 bits.
 *
 * Knuth: The Art of Computer Programming, volume 2, 4.2.2, theorem B.
 */
export class SumVariable extends Variable {
  readonly #lack: Variable;

  /** Makes a sum of this shape, which is 0. */
  constructor(shape: readonly number[], options: VariableOptions) {
    using _scope = new Scope();
    super(zeros(shape), options);
    this.#lack = new Variable(zeros(shape), options);
    NOTHING.add(peekAt(this)!);
  }

  /** Whether nothing has been added to it, nor put in, since it began. */
  get isEmpty(): boolean {
    return NOTHING.has(peekAt(this)!);
  }

  /** Begins anew, with 0. */
  reset(): void {
    using _scope = new Scope();
    this.assign(full(this.shape, 0, this.value.backend));
    NOTHING.add(peekAt(this)!);
  }

  /** Goes to a backend, if it is on another one, and begins anew there. */
  beginOn(backend: Backend): void {
    if (backend === this.backend) return;
    using scope = new Scope();
    for (const one of [this, this.#lack]) {
      beginAnew(one, full(this.shape, 0, backend), scope);
    }
    NOTHING.add(peekAt(this)!);
  }

  /** The sum and what it lacks when `more`, of its shape, is added; `put` puts them in place. */
  plus(more: Tensor): readonly Tensor[] {
    return evaluateAll(NEXT, [this.value, this.#lack.value, more]);
  }

  /** The sum and what it lacks; each its receiver's to dispose. */
  parts(): Tensor[] {
    return [this, this.#lack].map((one) => stopGradient(one));
  }

  /** Puts in place what `plus` or `parts` gave. */
  put([sum, lack]: readonly Tensor[]): void {
    super.assign(sum);
    this.#lack.assign(lack);
  }

  /** Puts another sum in, which lacks nothing. */
  override assign(value: TensorLike): void {
    using _scope = new Scope();
    super.assign(value);
    this.#lack.assign(full(this.shape, 0, this.value.backend));
  }

  /** Frees its memory; it cannot be used again. */
  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#lack[Symbol.dispose]();
  }
}

function bounded(x: Expr): Expr {
  return maximum(minimum(x, FAR), -FAR);
}
