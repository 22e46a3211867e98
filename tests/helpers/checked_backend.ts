/** Any backend, with every call held to the contract: the build of the tests in which nothing is taken for granted. */

import { assert } from "@std/assert";
import type {
  Args,
  Backend,
  BackendTraits,
  Buffer,
  DeviceInfo,
  Operand,
} from "../../backends/backend.ts";
import type { DType } from "../../backends/dtype.ts";
import { isDense, isInside, type View } from "../../backends/view.ts";
import {
  checkConvolution,
  checkElementwise,
  checkEpilogue,
  checkLookup,
  checkMatmul,
  checkReduce,
} from "./contract.ts";

/** A call of a kernel, as far as its operands go. */
export interface Use {
  /** The kernel; with "+" if it has an epilogue. */
  readonly name: string;
  readonly outs: readonly Operand[];
  /** What is read, and shares no memory with what is written. */
  readonly reads?: readonly Operand[];
  /** What is read where the traits allow kernels in place. */
  readonly inputs?: readonly Operand[];
}

/**
 * Refuses operands that leave their buffer, memory that was given back, shapes that do not fit, and outputs that lie on
 * inputs; hands all else on.
 */
export class CheckedBackend implements Backend {
  /** The backend inside. */
  readonly inner: Backend;
  readonly #lengths = new Map<Buffer, number>();

  constructor(inner: Backend) {
    this.inner = inner;
  }

  get name(): string {
    return this.inner.name;
  }
  get bytesInUse(): number {
    return this.inner.bytesInUse;
  }
  get closed(): boolean {
    return this.inner.closed;
  }
  get traits(): BackendTraits | undefined {
    return this.inner.traits;
  }
  info(): DeviceInfo {
    const { name, bytesInUse } = this;
    return this.inner.info?.() ?? { name, bytesInUse };
  }

  alloc(length: number, dtype?: DType): Buffer {
    const buffer = this.inner.alloc(length, dtype);
    this.#lengths.set(buffer, length);
    return buffer;
  }

  free(buffer: Buffer): void {
    assert(this.#lengths.delete(buffer), "memory given back twice");
    this.inner.free(buffer);
  }

  write(buffer: Buffer, data: ArrayLike<number>): void {
    assert(
      data.length <= this.#lengthOf(buffer),
      "more than there is room for",
    );
    this.inner.write(buffer, data);
  }

  read(buffer: Buffer, length: number): Promise<Float32Array | Float64Array> {
    assert(length <= this.#lengthOf(buffer), "more than there is");
    return this.inner.read(buffer, length);
  }

  peek(buffer: Buffer): ArrayLike<number> | null {
    this.#lengthOf(buffer);
    return this.inner.peek?.(buffer) ?? null;
  }

  elementwise(...args: Args<"elementwise">): void {
    const [exprs, inputs, outs] = args;
    this.check({ name: "elementwise", inputs, outs });
    checkElementwise(exprs, inputs, outs);
    this.inner.elementwise(...args);
  }

  reduce(...args: Args<"reduce">): void {
    const [, maps, reads, outs] = args;
    this.check({ name: "reduce", reads, outs });
    checkReduce(maps, reads, outs);
    this.inner.reduce(...args);
  }

  matmul(...args: Args<"matmul">): void {
    const [a, b, out, epilogue] = args;
    this.#checkProduct("matmul", [a, b], out, epilogue);
    checkMatmul(a, b, out);
    this.inner.matmul(...args);
  }

  conv2d(...args: Args<"conv2d">): void {
    const [x, w, out, geometry, epilogue] = args;
    this.#checkProduct("conv2d", [x, w], out, epilogue);
    checkConvolution(x, w, out, geometry);
    this.inner.conv2d(...args);
  }

  conv2dInputGrad(...args: Args<"conv2dInputGrad">): void {
    const [dy, w, out, geometry, epilogue] = args;
    this.#checkProduct("conv2dInputGrad", [dy, w], out, epilogue);
    checkConvolution(out, w, dy, geometry);
    this.inner.conv2dInputGrad(...args);
  }

  conv2dKernelGrad(...args: Args<"conv2dKernelGrad">): void {
    const [x, dy, out, geometry] = args;
    this.#checkProduct("conv2dKernelGrad", [x, dy], out);
    checkConvolution(x, out, dy, geometry);
    this.inner.conv2dKernelGrad(...args);
  }

  gather(...args: Args<"gather">): void {
    const [table, indices, out] = args;
    this.check({ name: "gather", reads: [table, indices], outs: [out] });
    checkLookup(table, indices, out);
    this.inner.gather(...args);
  }

  scatterAdd(...args: Args<"scatterAdd">): void {
    const [values, indices, out] = args;
    this.check({ name: "scatterAdd", reads: [values, indices], outs: [out] });
    checkLookup(out, indices, values);
    this.inner.scatterAdd(...args);
  }

  random(...args: Args<"random">): void {
    const [key, counter, out] = args;
    this.check({ name: "random", outs: [out] });
    assert(isDense(out.view) && Number.isSafeInteger(counter) && counter >= 0);
    assert(key.every((word) => word >>> 0 === word), "words of a key");
    this.inner.random(...args);
  }

  flush(): void {
    this.inner.flush();
  }
  [Symbol.dispose](): void {
    this.inner[Symbol.dispose]();
  }

  /** Looks at the operands of a kernel before it is called. */
  protected check({ name, inputs = [], reads = [], outs }: Use): void {
    for (const { buffer, view } of [...inputs, ...reads, ...outs]) {
      const length = this.#lengthOf(buffer);
      const { shape, strides, offset } = view;
      assert(
        isInside(view, length),
        `${name} leaves its ${length} elements: [${shape}] by [${strides}] from ${offset}`,
      );
    }
    for (const out of outs) {
      const isWritten = ({ buffer }: Operand) => buffer === out.buffer;
      const isSame = inputs.filter(isWritten).every(({ view }) =>
        this.traits?.inPlace && seesTheSame(view, out.view)
      );
      assert(isSame && !reads.some(isWritten), `${name} writes what it reads`);
    }
  }

  #checkProduct(
    name: string,
    factors: readonly Operand[],
    out: Operand,
    epilogue?: Args<"matmul">[3],
  ): void {
    this.check({
      name: epilogue ? `${name}+` : name,
      reads: [...factors, ...epilogue?.operands ?? []],
      outs: [out],
    });
    checkEpilogue(epilogue, out);
  }

  #lengthOf(buffer: Buffer): number {
    const length = this.#lengths.get(buffer);
    assert(length !== undefined, "memory that was given back, or another's");
    return length;
  }
}

function seesTheSame(a: View, b: View): boolean {
  return a.offset === b.offset &&
    a.shape.every((size, i) =>
      size === b.shape[i] && (size === 1 || a.strides[i] === b.strides[i])
    );
}
