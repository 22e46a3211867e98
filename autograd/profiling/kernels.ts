/** Looks on while a backend runs kernels: each is run alone, when it is called, and timed. */

import type { Backend, Kernel, Operand } from "../../backends/backend.ts";
import { sizeOf } from "../../backends/view.ts";

/** A kernel that has run. */
export interface KernelRun {
  /** The method of the backend. */
  readonly kernel: Kernel;
  /** Milliseconds, from when the watch began. */
  readonly start: number;
  /** Milliseconds that it took. */
  readonly duration: number;
  /** Bytes that it read and wrote. */
  readonly bytes: number;
}

type Call = (...args: unknown[]) => void;

const KERNELS: Readonly<Record<Kernel, true>> = {
  elementwise: true,
  reduce: true,
  matmul: true,
  conv2d: true,
  conv2dInputGrad: true,
  conv2dKernelGrad: true,
  gather: true,
  scatterAdd: true,
  random: true,
};

/** The default size of an element in bytes. */
const FLOAT_BYTES = 4;

/**
 * Tells of each kernel that a backend runs, until it is disposed. The backend itself stays the same, so that tensors need
 * not know: its methods are hidden by others for the time.
 */
export function watchKernels(
  backend: Backend,
  tell: (run: KernelRun) => void,
): Disposable {
  const began = performance.now();
  const elementBytes = backend.traits?.elementBytes ?? FLOAT_BYTES;
  let isAtWork = false;
  // What was called before is no part of it.
  backend.flush();
  for (const kernel of Object.keys(KERNELS) as Kernel[]) {
    const run: unknown = Reflect.get(backend, kernel);
    const timed = (...args: unknown[]): void => {
      const call = () => Reflect.apply(run as Call, backend, args);
      // One that calls another: a fold of one term is no fold.
      if (isAtWork) return call();
      const before = performance.now();
      isAtWork = true;
      try {
        call();
        backend.flush();
      } finally {
        isAtWork = false;
      }
      tell({
        kernel,
        start: before - began,
        duration: performance.now() - before,
        bytes: elementsOf(args) * elementBytes,
      });
    };
    Object.defineProperty(backend, kernel, {
      value: timed,
      configurable: true,
    });
  }
  return {
    [Symbol.dispose]() {
      for (const kernel of Object.keys(KERNELS)) {
        Reflect.deleteProperty(backend, kernel);
      }
    },
  };
}

/** The elements of all operands among arguments; those that a view shows again and again lie in memory once. */
function elementsOf(args: readonly unknown[]): number {
  return args.reduce<number>((sum, arg) => {
    if (Array.isArray(arg)) return sum + elementsOf(arg);
    if (isOperand(arg)) return sum + elementsIn(arg);
    const operands: unknown = isObject(arg) && "operands" in arg
      ? arg.operands
      : [];
    return sum + (Array.isArray(operands) ? elementsOf(operands) : 0);
  }, 0);
}

function elementsIn({ view: { shape, strides } }: Operand): number {
  return sizeOf(shape.filter((_, axis) => strides[axis] !== 0));
}

function isOperand(value: unknown): value is Operand {
  return isObject(value) && "buffer" in value && "view" in value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
