/** Any backend, with every call held to the contract: the build of the tests in which nothing is taken for granted. */

import { assert } from "@std/assert";
import type {
  Backend,
  BackendTraits,
  Buffer,
  Conv2DGeometry,
  DeviceInfo,
  Epilogue,
  Operand,
  ReduceFn,
} from "../../backends/backend.ts";
import type { Expr } from "../../backends/expr.ts";
import { isDense, isInside } from "../../backends/view.ts";
import {
  checkConvolution,
  checkElementwise,
  checkEpilogue,
  checkLookup,
  checkMatmul,
  checkReduce,
} from "./contract.ts";

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

  alloc(length: number): Buffer {
    const buffer = this.inner.alloc(length);
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

  elementwise(
    exprs: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    this.#check("elementwise", inputs, outs, this.traits?.inPlace);
    checkElementwise(exprs, inputs, outs);
    this.inner.elementwise(exprs, inputs, outs);
  }

  reduce(
    fn: ReduceFn,
    maps: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    this.#check("reduce", inputs, outs);
    checkReduce(maps, inputs, outs);
    this.inner.reduce(fn, maps, inputs, outs);
  }

  matmul(a: Operand, b: Operand, out: Operand, epilogue?: Epilogue): void {
    this.#check("matmul", [a, b, ...epilogue?.operands ?? []], [out]);
    checkMatmul(a, b, out);
    checkEpilogue(epilogue, out);
    this.inner.matmul(a, b, out, epilogue);
  }

  conv2d(
    x: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    this.#check("conv2d", [x, w, ...epilogue?.operands ?? []], [out]);
    checkConvolution(x, w, out, geometry);
    checkEpilogue(epilogue, out);
    this.inner.conv2d(x, w, out, geometry, epilogue);
  }

  conv2dInputGrad(
    dy: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    this.#check("conv2dInputGrad", [dy, w, ...epilogue?.operands ?? []], [out]);
    checkConvolution(out, w, dy, geometry);
    checkEpilogue(epilogue, out);
    this.inner.conv2dInputGrad(dy, w, out, geometry, epilogue);
  }

  conv2dKernelGrad(
    x: Operand,
    dy: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
  ): void {
    this.#check("conv2dKernelGrad", [x, dy], [out]);
    checkConvolution(x, out, dy, geometry);
    this.inner.conv2dKernelGrad(x, dy, out, geometry);
  }

  gather(
    table: Operand,
    indices: Operand,
    out: Operand,
    absent: number,
  ): void {
    this.#check("gather", [table, indices], [out]);
    checkLookup(table, indices, out);
    this.inner.gather(table, indices, out, absent);
  }

  scatterAdd(values: Operand, indices: Operand, out: Operand): void {
    this.#check("scatterAdd", [values, indices], [out]);
    checkLookup(out, indices, values);
    this.inner.scatterAdd(values, indices, out);
  }

  random(key: readonly [number, number], counter: number, out: Operand): void {
    this.#check("random", [], [out]);
    assert(isDense(out.view) && Number.isSafeInteger(counter) && counter >= 0);
    assert(key.every((word) => word >>> 0 === word), "words of a key");
    this.inner.random(key, counter, out);
  }

  flush(): void {
    this.inner.flush();
  }
  [Symbol.dispose](): void {
    this.inner[Symbol.dispose]();
  }

  #lengthOf(buffer: Buffer): number {
    const length = this.#lengths.get(buffer);
    assert(length !== undefined, "memory that was given back, or another's");
    return length;
  }

  /** Inputs may lie where outputs do if they are seen through the same view and that `isInPlace`. */
  #check(
    kernel: string,
    inputs: readonly Operand[],
    outs: readonly Operand[],
    isInPlace = false,
  ): void {
    for (const { buffer, view } of [...inputs, ...outs]) {
      const length = this.#lengthOf(buffer);
      const { shape, strides, offset } = view;
      assert(
        isInside(view, length),
        `${kernel} leaves its ${length} elements: [${shape}] by [${strides}] from ${offset}`,
      );
    }
    for (const out of outs) {
      for (const { buffer, view } of inputs) {
        if (buffer !== out.buffer) continue;
        const isSame = isInPlace && view.offset === out.view.offset &&
          view.shape.every((size, i) =>
            size === out.view.shape[i] &&
            (size === 1 || view.strides[i] === out.view.strides[i])
          );
        assert(isSame, `${kernel} writes what it reads`);
      }
    }
  }
}
