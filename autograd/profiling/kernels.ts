/** Looks on while a backend runs kernels: each is run alone, when it is called, and timed. */

import { elementBytesOf } from "../../backends/dtype.ts";
import type { Backend, Kernel, Operand } from "../../backends/backend.ts";
import { sizeOf } from "../../backends/view.ts";

/**
 * A kernel that has run.
 * @category Profiling
 */
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

/** A watch over kernels. */
export interface KernelWatch<Run extends KernelRun> extends Disposable {
  /** The kernels so far, by the device's own clock if that runs. */
  runs(): Promise<
    { readonly runs: readonly Run[]; readonly byDevice: boolean }
  >;
}

/**
 * Looks on while a backend runs kernels, until it is disposed; `about` tells of each what else is to be known. The backend
 * itself stays the same, so that tensors need not know: its methods are hidden by others for the time.
 */
export function watchKernels<About>(
  backend: Backend,
  about: (kernel: Kernel) => About,
): KernelWatch<KernelRun & About> {
  const seen: { run: KernelRun & About; from: number; to: number }[] = [];
  const began = performance.now();
  const elementBytes = backend.traits?.elementBytes ?? FLOAT_BYTES;
  let isAtWork = false;
  // What was called before is no part of it.
  backend.flush();
  const timer = backend.timer?.();
  const handed = () => timer?.count ?? 0;
  for (const kernel of Object.keys(KERNELS) as Kernel[]) {
    const method: unknown = Reflect.get(backend, kernel);
    const timed = (...args: unknown[]): void => {
      const call = () => Reflect.apply(method as Call, backend, args);
      // One that calls another: a fold of one term is no fold.
      if (isAtWork) return call();
      const before = performance.now(), from = handed();
      isAtWork = true;
      try {
        call();
        backend.flush();
      } finally {
        isAtWork = false;
      }
      const run = {
        kernel,
        start: before - began,
        duration: performance.now() - before,
        bytes: bytesOf(args, elementBytes),
        ...about(kernel),
      };
      seen.push({ run, from, to: handed() });
    };
    Object.defineProperty(backend, kernel, {
      value: timed,
      configurable: true,
    });
  }
  return {
    async runs() {
      const times = await timer?.stop();
      const runs = seen.map(({ run, from, to }) =>
        times ? { ...run, ...stretchOf(times.slice(from, to)) } : run
      );
      return { runs, byDevice: times !== undefined };
    },
    [Symbol.dispose]() {
      for (const kernel of Object.keys(KERNELS)) {
        Reflect.deleteProperty(backend, kernel);
      }
    },
  };
}

/** When a kernel ran that was handed over in parts; those of one run one after the other. */
function stretchOf(
  times: readonly (readonly [begin: number, end: number])[],
): Pick<KernelRun, "start" | "duration"> {
  const [start] = times[0] ?? [0];
  const end = times.at(-1)?.[1] ?? start;
  return { start, duration: end - start };
}

/**
 * The bytes of all operands among arguments, where a float32 takes `wide`; elements that a view shows again and again lie in
 * memory once.
 */
function bytesOf(args: readonly unknown[], wide: number): number {
  return args.reduce<number>((sum, arg) => {
    if (Array.isArray(arg)) return sum + bytesOf(arg, wide);
    if (isOperand(arg)) {
      return sum +
        elementsIn(arg) * elementBytesOf(arg.buffer.dtype ?? "float32", wide);
    }
    const operands: unknown = isObject(arg) && "operands" in arg
      ? arg.operands
      : [];
    return sum + (Array.isArray(operands) ? bytesOf(operands, wide) : 0);
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
