/** A backend around a backend: writes calls down, and runs them fused when somebody wants to see results. */

import type {
  Backend,
  BackendTraits,
  Buffer,
  Conv2DGeometry,
  DeviceInfo,
  Epilogue,
  Operand,
  ReduceFn,
} from "../backend.ts";
import { type Expr, input } from "../expr.ts";
import type { Journal } from "../journal.ts";
import { mapsOfOne } from "../single_fold.ts";
import { sizeOf } from "../view.ts";
import type { Call } from "./command.ts";
import type { LazyBuffer } from "./lazy_buffer.ts";
import { type FusingOptions, Recorder } from "./recorder.ts";

const RESULT: readonly Expr[] = [input(0)];

/**
 * Runs chains of elementwise work, and such work before a fold or behind a product, as one kernel each, and takes memory
 * only from the first use of a result to the last. What nobody can see is never computed.
 *
 * Work waits until a read, a `flush`, the end of a training step as far as that shows, or until there is much of it.
 * Errors of kernels are thrown by the call that has to wait for them no longer.
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

  /** What is known of the backend inside. */
  get traits(): BackendTraits {
    return this.#recorder.traits;
  }

  /** What became of the work that was written down. */
  get journal(): Journal {
    return this.#recorder;
  }

  /** Bytes of the buffers that have been asked for and not given back, whether or not they take memory yet. */
  get bytesInUse(): number {
    return this.#recorder.bytesInUse;
  }

  /** Whether the device is gone, disposed or lost. */
  get closed(): boolean {
    return this.inner.closed;
  }

  /** How many plans have been made: one for each list of commands unlike those before. */
  get plans(): number {
    return this.#recorder.plans;
  }

  /** The device and what it has done so far. */
  info(): DeviceInfo {
    const { name, bytesInUse } = this;
    return { ...this.inner.info?.(), name, bytesInUse };
  }

  /** Promises memory for `length` elements. */
  alloc(length: number): Buffer {
    return this.#recorder.alloc(length);
  }

  /** Gives memory back, once the commands that use it have run. */
  free(buffer: Buffer): void {
    this.#recorder.free(buffer as LazyBuffer);
  }

  /** Copies elements in, behind all commands that use the buffer. */
  write(buffer: Buffer, data: ArrayLike<number>): void {
    this.#recorder.write(buffer as LazyBuffer, data);
  }

  /** Runs all commands and copies elements out. */
  async read(
    buffer: Buffer,
    length: number,
  ): Promise<Float32Array | Float64Array> {
    return await this.#recorder.read(buffer as LazyBuffer, length);
  }

  /** Evaluates expressions for every element. */
  elementwise(
    exprs: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    if (outs.length === 0 || sizeOf(outs[0].view.shape) === 0) return;
    const reads: Operand[] = [];
    this.#recorder.add({
      kind: "elementwise",
      name: "elementwise",
      exprs,
      inputs,
      reads,
      outs,
    });
  }

  /** Folds axes. */
  reduce(
    fn: ReduceFn,
    maps: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    const { shape } = inputs[0].view, size = sizeOf(shape);
    // A fold of one element each is none.
    if (size > 0 && size === sizeOf(outs[0].view.shape)) {
      return this.elementwise(mapsOfOne(fn, maps), inputs, outs);
    }
    this.#recorder.add({
      ...{ kind: "reduce", name: "reduce", fn },
      ...{ exprs: maps, inputs, reads: [], outs },
    });
  }

  /** Multiplies matrices. */
  matmul(a: Operand, b: Operand, out: Operand, epilogue?: Epilogue): void {
    this.#product(
      "matmul",
      [a, b],
      out,
      epilogue,
      (backend, [a, b], [out], epilogue) => backend.matmul(a, b, out, epilogue),
    );
  }

  /** Convolves. */
  conv2d(
    x: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    this.#product(
      "conv2d",
      [x, w],
      out,
      epilogue,
      (backend, [x, w], [out], epilogue) =>
        backend.conv2d(x, w, out, geometry, epilogue),
    );
  }

  /** Convolves the other way. */
  conv2dInputGrad(
    dy: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    this.#product(
      "conv2dInputGrad",
      [dy, w],
      out,
      epilogue,
      (backend, [dy, w], [out], epilogue) =>
        backend.conv2dInputGrad(dy, w, out, geometry, epilogue),
    );
  }

  /** The gradient of a convolution in its kernel. */
  conv2dKernelGrad(
    x: Operand,
    dy: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
  ): void {
    this.#call(
      "conv2dKernelGrad",
      [x, dy],
      out,
      (backend, [x, dy], [out]) =>
        backend.conv2dKernelGrad(x, dy, out, geometry),
    );
  }

  /** Takes rows of a table. */
  gather(
    table: Operand,
    indices: Operand,
    out: Operand,
    absent: number,
  ): void {
    this.#call(
      "gather",
      [table, indices],
      out,
      (backend, [t, i], [out]) => backend.gather(t, i, out, absent),
    );
  }

  /** Adds rows to those of a table. */
  scatterAdd(values: Operand, indices: Operand, out: Operand): void {
    this.#call(
      "scatterAdd",
      [values, indices],
      out,
      (backend, [v, i], [out]) => backend.scatterAdd(v, i, out),
    );
  }

  /** Draws uniform numbers. */
  random(key: readonly [number, number], counter: number, out: Operand): void {
    this.#call(
      "random",
      [],
      out,
      (backend, _, [out]) => backend.random(key, counter, out),
    );
  }

  /** Runs all commands and submits them. */
  flush(): void {
    this.#recorder.run();
    this.inner.flush();
  }

  /** Lets go of the device; what has not been run never is. */
  [Symbol.dispose](): void {
    this.#recorder.drop();
    this.inner[Symbol.dispose]();
  }

  /** A kernel that takes no epilogue. */
  #call(
    name: string,
    reads: readonly Operand[],
    out: Operand,
    call: Call,
  ): void {
    const none = { exprs: [], inputs: [] };
    this.#recorder.add({
      kind: "call",
      name,
      ...none,
      reads,
      outs: [out],
      call,
    });
  }

  /** A kernel that takes an epilogue. */
  #product(
    name: string,
    reads: readonly Operand[],
    out: Operand,
    epilogue: Epilogue | undefined,
    call: Call,
  ): void {
    const exprs = epilogue ? [epilogue.expr] : RESULT;
    const inputs = epilogue?.operands ?? [];
    const outs = [out];
    this.#recorder.add({
      kind: "call",
      name,
      exprs,
      inputs,
      reads,
      outs,
      call,
    });
  }
}
