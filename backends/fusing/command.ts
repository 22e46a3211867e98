/** A recorded call of a kernel. */

import type {
  Backend,
  Epilogue,
  Kernel,
  Operand,
  ReduceFn,
} from "../backend.ts";
import type { Expr } from "../expr.ts";

/** Runs a kernel that is neither elementwise nor a reduction. */
export type Call = (
  backend: Backend,
  reads: readonly Operand[],
  out: Operand,
  epilogue?: Epilogue,
) => void;

/**
 * A recorded call. All kinds have expressions over `inputs`: the results of an elementwise kernel, the terms of a
 * reduction, the epilogue of any other kernel, to which input 0 is its own result and input `i + 1` is `inputs[i]`.
 */
export interface Command {
  /** `"call"` for what is neither of the others. */
  readonly kind: "elementwise" | "reduce" | "call";
  /** The method of the backend. */
  readonly name: Kernel;
  /** None for a call that takes no epilogue. */
  readonly exprs: readonly Expr[];
  readonly inputs: readonly Operand[];
  readonly outs: readonly Operand[];
  /** What a call reads besides, as its factors. */
  readonly reads: readonly Operand[];
  /** How a reduction folds. */
  readonly fn?: ReduceFn;
  /** Makes a call. */
  readonly call?: Call;
  /** The stack of the caller, where that is kept. */
  calls?: Error;
}

/** The kinds as numbers, for the signature of a trace. */
export const KINDS: Readonly<Record<Command["kind"], number>> = {
  elementwise: 0,
  reduce: 1,
  call: 2,
};
