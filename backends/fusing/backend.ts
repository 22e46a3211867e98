/** A backend around a backend: records calls, and runs them fused when somebody wants to see results. */

import type {
  Args,
  Backend,
  BackendTraits,
  Buffer,
  DeviceInfo,
  Epilogue,
  Journal,
  Kernel,
  Operand,
} from "../backend.ts";
import type { KernelTimer } from "../kernel_timer.ts";
import { type Expr, input } from "../expr.ts";
import { mapsOfOne } from "../single_fold.ts";
import { sizeOf } from "../view.ts";
import type { Call, Command } from "./command.ts";
import type { LazyBuffer } from "./lazy_buffer.ts";
import { type FusingOptions, Recorder } from "./recorder.ts";

const RESULT: readonly Expr[] = [input(0)];
const MATMUL: Call = (inner, [a, b], out, epilogue) =>
  inner.matmul(a, b, out, epilogue);
const NO_EPILOGUE: Pick<Command, "exprs" | "inputs"> = {
  exprs: [],
  inputs: [],
};

/** A kernel that is neither elementwise nor a reduction, with what it reads and writes. */
interface Recorded {
  readonly name: Kernel;
  readonly reads: readonly Operand[];
  readonly out: Operand;
}

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
  alloc(length: number): Buffer {
    return this.#recorder.alloc(length);
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
    const name = "elementwise";
    this.#recorder.add({ kind: name, name, exprs, inputs, reads: [], outs });
  }

  reduce(...[fn, exprs, inputs, outs]: Args<"reduce">): void {
    const size = sizeOf(inputs[0].view.shape);
    // Where each result has one term, nothing is reduced.
    if (size > 0 && size === sizeOf(outs[0].view.shape)) {
      return this.elementwise(mapsOfOne(fn, exprs), inputs, outs);
    }
    const name = "reduce";
    this.#recorder.add({
      kind: name,
      name,
      fn,
      exprs,
      inputs,
      reads: [],
      outs,
    });
  }

  matmul(...[a, b, out, epilogue]: Args<"matmul">): void {
    this.#product({ name: "matmul", reads: [a, b], out }, epilogue, MATMUL);
  }

  conv2d(...[x, w, out, geometry, epilogue]: Args<"conv2d">): void {
    this.#product(
      { name: "conv2d", reads: [x, w], out },
      epilogue,
      (inner, [x, w], out, epilogue) =>
        inner.conv2d(x, w, out, geometry, epilogue),
    );
  }

  conv2dInputGrad(
    ...[dy, w, out, geometry, epilogue]: Args<"conv2dInputGrad">
  ): void {
    this.#product(
      { name: "conv2dInputGrad", reads: [dy, w], out },
      epilogue,
      (inner, [dy, w], out, epilogue) =>
        inner.conv2dInputGrad(dy, w, out, geometry, epilogue),
    );
  }

  conv2dKernelGrad(...[x, dy, out, geometry]: Args<"conv2dKernelGrad">): void {
    this.#call(
      { name: "conv2dKernelGrad", reads: [x, dy], out },
      (inner, [x, dy], out) => inner.conv2dKernelGrad(x, dy, out, geometry),
    );
  }

  gather(...[table, indices, out, absent]: Args<"gather">): void {
    this.#call(
      { name: "gather", reads: [table, indices], out },
      (inner, [table, indices], out) =>
        inner.gather(table, indices, out, absent),
    );
  }

  scatterAdd(...[values, indices, out]: Args<"scatterAdd">): void {
    this.#call(
      { name: "scatterAdd", reads: [values, indices], out },
      (inner, [values, indices], out) => inner.scatterAdd(values, indices, out),
    );
  }

  random(...[key, counter, out]: Args<"random">): void {
    this.#call(
      { name: "random", reads: [], out },
      (inner, _, out) => inner.random(key, counter, out),
    );
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
  #product(kernel: Recorded, epilogue: Epilogue | undefined, call: Call): void {
    this.#call(kernel, call, {
      exprs: epilogue ? [epilogue.expr] : RESULT,
      inputs: epilogue?.operands ?? [],
    });
  }

  #call(
    { name, reads, out }: Recorded,
    call: Call,
    epilogue: Pick<Command, "exprs" | "inputs"> = NO_EPILOGUE,
  ): void {
    const outs = [out];
    this.#recorder.add({ kind: "call", name, ...epilogue, reads, outs, call });
  }
}
