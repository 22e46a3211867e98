/** A call of a kernel, written down. */

import type { Backend, Epilogue, Operand, ReduceFn } from "../backend.ts";
import type { Expr } from "../expr.ts";

/** Runs a kernel that is no expression. */
export type Call = (
  backend: Backend,
  reads: readonly Operand[],
  outs: readonly Operand[],
  epilogue?: Epilogue,
) => void;

/**
 * A call. All kinds have expressions over `inputs`: the results of a map, what folds fold, the epilogue of a call, to
 * which input 0 is its own result and input `i + 1` is `inputs[i]`.
 */
export interface Command {
  /** An elementwise kernel, folds, or any other kernel. */
  readonly kind: "elementwise" | "reduce" | "call";
  /** The method of the backend. */
  readonly name: string;
  /** The expressions; none for a call that takes no epilogue. */
  readonly exprs: readonly Expr[];
  /** What the expressions are over. */
  readonly inputs: readonly Operand[];
  /** What is written. */
  readonly outs: readonly Operand[];
  /** What a call reads besides. */
  readonly reads: readonly Operand[];
  /** How a fold folds. */
  readonly fn?: ReduceFn;
  /** How a call is made. */
  readonly call?: Call;
  /** Who called, where that is kept. */
  calls?: Error;
}

/** Numbers of the kinds in what tells traces apart. */
export const KINDS: Readonly<Record<Command["kind"], number>> = {
  elementwise: 0,
  reduce: 1,
  call: 2,
};
