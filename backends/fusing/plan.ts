/** The plan of a trace: kernels in the order in which they run, and when memory comes and goes. */

import type { Expr } from "../expr.ts";
import type { View } from "../view.ts";
import type { Command } from "./command.ts";

/** An operand whose buffer is told by its number in the trace. */
export interface Place {
  readonly buffer: number;
  readonly view: View;
}

/** Launches that run together, from one of them on. */
export interface Together {
  readonly count: number;
  /** How many axes make up the rows that they share; they are the first ones. */
  readonly axes: number;
}

/** One run of a kernel. */
export interface Launch {
  readonly kind: Command["kind"];
  /** Whether it does the same whenever its operands and the command's geometry are the same. */
  readonly isFixed: boolean;
  /** The command whose kernel it is; what may differ under an equal plan, such as a random key, is taken from it. */
  readonly command: number;
  /** As in a command, with buffers by their numbers; no expressions for a call without an epilogue. */
  readonly exprs: readonly Expr[];
  readonly inputs: readonly Place[];
  readonly reads: readonly Place[];
  readonly outs: readonly Place[];
  /** Inputs whose memory an output takes over: the kernel works in place. */
  readonly reuses: readonly (readonly [from: number, to: number])[];
  /** Buffers whose last use this is. */
  readonly frees: readonly number[];
  /** The launches that run together with it. */
  readonly together?: Together;
}

/** Launches, one after the other, that do the same whenever their operands lie in the same places, or others. */
export interface Segment {
  readonly from: number;
  readonly end: number;
  /** Whether they do. */
  readonly isFixed: boolean;
  /** The commands of calls among them, whose geometry an equal plan does not tell. */
  readonly calls: readonly number[];
  /** What they use besides the block. */
  readonly buffers: readonly number[];
}

/** Where results of a plan lie. */
export interface Layout {
  /** Elements of the block for those that nobody needs afterwards. */
  readonly length: number;
  /** Where each of them begins in it. */
  readonly places: readonly (readonly [buffer: number, offset: number])[];
  /** The others, which get memory of their own. */
  readonly kept: readonly number[];
  /** What held something before and is not needed afterwards. */
  readonly frees: readonly number[];
  readonly segments: readonly Segment[];
}

/** Launches that have the effect of a trace's commands. */
export interface Plan {
  /** Buffers that nothing uses at all. */
  readonly frees: readonly number[];
  readonly launches: readonly Launch[];
  /** If it has one, launches take no memory and free none. */
  readonly layout?: Layout;
}
