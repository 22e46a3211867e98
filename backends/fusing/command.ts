/** A recorded call of a kernel. */

import type {
  Backend,
  Conv2DGeometry,
  Epilogue,
  Kernel,
  Operand,
  ReduceFn,
} from "../backend.ts";
import type { Expr } from "../expr.ts";
import { mix } from "../mix.ts";
import type { ExprNumbers } from "./expressions.ts";

/** Runs a kernel that is neither elementwise nor a reduction; a convolution has a geometry. */
export type Call = (
  backend: Backend,
  reads: readonly Operand[],
  out: Operand,
  epilogue: Epilogue | undefined,
  geometry: Conv2DGeometry | undefined,
) => void;

/** A kernel, whatever it is called with. */
export interface Recorded {
  /** `"call"` for what is neither of the others. */
  readonly kind: "elementwise" | "reduce" | "call";
  /** The method of the backend. */
  readonly name: Kernel;
  /** How a reduction folds. */
  readonly fn?: ReduceFn;
  /** Makes a call. */
  readonly call?: Call;
}

const NOTHING: readonly Operand[] = [];

/**
 * A recorded call. All kinds have expressions over `inputs`: the results of an elementwise kernel, the terms of a
 * reduction, the epilogue of any other kernel, to which input 0 is its own result and input `i + 1` is `inputs[i]`.
 */
export class Command implements Recorded {
  readonly kind: Recorded["kind"];
  readonly name: Kernel;
  readonly fn?: ReduceFn;
  readonly call?: Call;
  /** None for a call that takes no epilogue. */
  readonly exprs: readonly Expr[];
  readonly inputs: readonly Operand[];
  readonly outs: readonly Operand[];
  /** What a call reads besides, as its factors. */
  readonly reads: readonly Operand[];
  /** Where the windows of a convolution lie. */
  readonly geometry?: Conv2DGeometry;
  /** The stack of the caller, where that is kept. */
  calls?: Error;

  constructor(
    { kind, name, fn, call }: Recorded,
    exprs: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
    reads: readonly Operand[] = NOTHING,
    geometry?: Conv2DGeometry,
  ) {
    this.kind = kind;
    this.name = name;
    this.fn = fn;
    this.call = call;
    this.exprs = exprs;
    this.inputs = inputs;
    this.outs = outs;
    this.reads = reads;
    this.geometry = geometry;
  }
}

/** Kernels as numbers. */
const NUMBERS: Readonly<Record<Kernel, number>> = {
  elementwise: 0,
  reduce: 1,
  matmul: 2,
  conv2d: 3,
  conv2dInputGrad: 4,
  conv2dKernelGrad: 5,
  gather: 6,
  scatterAdd: 7,
  random: 8,
};

/** A number for the kernel of a command, without what it is called with. */
export function kernelNumber({ name, fn }: Recorded): number {
  return NUMBERS[name] + (fn === "max" ? 16 : 0);
}

/** A number that equal commands share, whatever their buffers. */
export function numberOf(command: Command, numbers: ExprNumbers): number {
  const { exprs, inputs, reads, outs } = command;
  let sum = mix(kernelNumber(command), exprs.length);
  for (let i = 0; i < exprs.length; i++) sum = mix(sum, numbers.of(exprs[i]));
  return mixed(mixed(mixed(sum, inputs), reads), outs);
}

function mixed(sum: number, operands: readonly Operand[]): number {
  sum = mix(sum, operands.length);
  for (let i = 0; i < operands.length; i++) {
    const { view: { shape, strides, offset } } = operands[i];
    sum = mix(mix(sum, offset), shape.length);
    for (let axis = 0; axis < shape.length; axis++) {
      sum = mix(mix(sum, shape[axis]), strides[axis]);
    }
  }
  return sum;
}

/** Those that do the same whenever their operands and geometry are the same. */
export const FIXED: ReadonlySet<string> = new Set<Kernel>([
  ...["elementwise", "reduce", "matmul"] as const,
  ...["conv2d", "conv2dInputGrad", "conv2dKernelGrad"] as const,
]);
