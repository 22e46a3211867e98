/** A backend around a backend: records calls, and runs them fused when somebody wants to see results. */

import type {
  Args,
  Backend,
  BackendTraits,
  Buffer,
  Conv2DGeometry,
  DeviceInfo,
  Epilogue,
  Journal,
  Kernel,
  Operand,
  ReduceFn,
} from "../backend.ts";
import type { DType } from "../dtype.ts";
import { youngOf } from "../../config/young.ts";
import type { KernelTimer } from "../kernel_timer.ts";
import { type Expr, ITSELF } from "../expr.ts";
import { mapsOfOne } from "../single_fold.ts";
import { sizeOf } from "../view.ts";
import { type Call, Command, type Recorded } from "./command.ts";
import type { LazyBuffer } from "./lazy_buffer.ts";
import { type FusingOptions, Recorder } from "./recorder.ts";

const RESULT: readonly Expr[] = [ITSELF];
const NO_EXPRS: readonly Expr[] = [], NO_OPERANDS: readonly Operand[] = [];
const ELEMENTWISE: Recorded = { kind: "elementwise", name: "elementwise" };
const REDUCE: Readonly<Record<ReduceFn, Recorded>> = {
  sum: { kind: "reduce", name: "reduce", fn: "sum" },
  max: { kind: "reduce", name: "reduce", fn: "max" },
};
const MATMUL: Recorded = called(
  "matmul",
  (inner, [a, b], out, epilogue) => inner.matmul(a, b, out, epilogue),
);
const CONV2D: Recorded = called(
  "conv2d",
  (inner, [x, w], out, epilogue, geometry) =>
    inner.conv2d(x, w, out, geometry!, epilogue),
);
const INPUT_GRAD: Recorded = called(
  "conv2dInputGrad",
  (inner, [dy, w], out, epilogue, geometry) =>
    inner.conv2dInputGrad(dy, w, out, geometry!, epilogue),
);
const KERNEL_GRAD: Recorded = called(
  "conv2dKernelGrad",
  (inner, [x, dy], out, _, geometry) =>
    inner.conv2dKernelGrad(x, dy, out, geometry!),
);
const SCATTER_ADD: Recorded = called(
  "scatterAdd",
  (inner, [values, indices], out) => inner.scatterAdd(values, indices, out),
);

/**
 * Runs chains of elementwise work, and such work before a reduction or after a product, as one kernel each, and takes
 * memory only from the first use of a result to the last. What nobody can see is never computed.
 *
 * Work waits until a read, a `flush`, the end of a training step as far as that shows, or until there is much of it. The
 * call that makes it run throws the errors of its kernels.
 */
export class FusingBackend implements Backend {
  /** The name of the backend inside. */
  readonly name: string;
  /** What work runs on. */
  readonly inner: Backend;
  readonly #recorder: Recorder;

  /** Takes over a backend. */
  constructor(inner: Backend, options?: FusingOptions) {
    this.inner = inner;
    this.name = inner.name;
    this.#recorder = new Recorder(inner, options);
  }

  get traits(): BackendTraits {
    return this.#recorder.traits;
  }

  get journal(): Journal {
    return this.#recorder;
  }

  /** Bytes of the buffers allocated and not yet freed, whether or not they take memory yet. */
  get bytesInUse(): number {
    return this.#recorder.bytesInUse;
  }

  get closed(): boolean {
    return this.inner.closed;
  }

  /** How many plans have been made: one for each trace unlike those before. */
  get plans(): number {
    return this.#recorder.plans;
  }

  info(): DeviceInfo {
    const { name, bytesInUse } = this;
    return { ...this.inner.info?.(), name, bytesInUse };
  }

  /** Promises memory, which is taken when it is first written. */
  alloc(length: number, dtype?: DType): Buffer {
    return this.#recorder.alloc(length, dtype);
  }

  free(buffer: Buffer): void {
    this.#recorder.free(buffer as LazyBuffer);
  }

  write(buffer: Buffer, data: ArrayLike<number>): void {
    this.#recorder.write(buffer as LazyBuffer, data);
  }

  async read(
    buffer: Buffer,
    length: number,
  ): Promise<Float32Array | Float64Array> {
    return await this.#recorder.read(buffer as LazyBuffer, length);
  }

  /** Runs all that waits, where that helps to see something. */
  peek(buffer: Buffer): ArrayLike<number> | null {
    if (!this.inner.peek) return null;
    const real = this.#recorder.computed(buffer as LazyBuffer);
    return this.inner.peek(real);
  }

  elementwise(...[exprs, inputs, outs]: Args<"elementwise">): void {
    if (outs.length === 0 || sizeOf(outs[0].view.shape) === 0) return;
    this.#recorder.add(new Command(ELEMENTWISE, exprs, inputs, outs));
  }

  reduce(...[fn, exprs, inputs, outs]: Args<"reduce">): void {
    const size = sizeOf(inputs[0].view.shape);
    // Where each result has one term, nothing is reduced.
    if (size > 0 && size === sizeOf(outs[0].view.shape)) {
      return this.elementwise(mapsOfOne(fn, exprs), inputs, outs);
    }
    this.#recorder.add(new Command(REDUCE[fn], exprs, inputs, outs));
  }

  matmul(...[a, b, out, epilogue]: Args<"matmul">): void {
    this.#product(MATMUL, a, b, out, epilogue);
  }

  conv2d(...[x, w, out, geometry, epilogue]: Args<"conv2d">): void {
    this.#product(CONV2D, x, w, out, epilogue, geometry);
  }

  conv2dInputGrad(
    ...[dy, w, out, geometry, epilogue]: Args<"conv2dInputGrad">
  ): void {
    this.#product(INPUT_GRAD, dy, w, out, epilogue, geometry);
  }

  conv2dKernelGrad(
    ...[x, dy, out, geometry]: Args<"conv2dKernelGrad">
  ): void {
    this.#call(KERNEL_GRAD, x, dy, out, NO_EXPRS, NO_OPERANDS, geometry);
  }

  gather(...[table, indices, out, absent]: Args<"gather">): void {
    const kernel = called(
      "gather",
      (inner, [table, indices], out) =>
        inner.gather(table, indices, out, absent),
    );
    this.#call(kernel, table, indices, out);
  }

  scatterAdd(...[values, indices, out]: Args<"scatterAdd">): void {
    this.#call(SCATTER_ADD, values, indices, out);
  }

  random(...[key, counter, out]: Args<"random">): void {
    const kernel = called(
      "random",
      (inner, _, out) => inner.random(key, counter, out),
    );
    this.#recorder.add(new Command(kernel, NO_EXPRS, NO_OPERANDS, [out]));
  }

  flush(): void {
    this.#recorder.run();
    this.inner.flush();
  }

  timer(): KernelTimer | undefined {
    return this.inner.timer?.();
  }

  /** Lets go of the device; what has not been run never is. */
  [Symbol.dispose](): void {
    this.#recorder.drop();
    this.inner[Symbol.dispose]();
  }

  /** A kernel that takes an epilogue; if it has none, that is its result as it is. */
  #product(
    kernel: Recorded,
    a: Operand,
    b: Operand,
    out: Operand,
    epilogue?: Epilogue,
    geometry?: Conv2DGeometry,
  ): void {
    const exprs = epilogue ? [epilogue.expr] : RESULT;
    this.#call(kernel, a, b, out, exprs, epilogue?.operands, geometry);
  }

  #call(
    kernel: Recorded,
    a: Operand,
    b: Operand,
    out: Operand,
    exprs = NO_EXPRS,
    inputs = NO_OPERANDS,
    geometry?: Conv2DGeometry,
  ): void {
    const reads = youngOf(a, b), outs = youngOf(out);
    this.#recorder.add(
      new Command(kernel, exprs, inputs, outs, reads, geometry),
    );
  }
}

/** A kernel that is neither elementwise nor a reduction. */
function called(name: Kernel, call: Call): Recorded {
  return { kind: "call", name, call };
}
