/** The elements of tensors where they lie. */

import { ValueError } from "../config/errors.ts";
import { input } from "../backends/expr.ts";
import { isDense } from "../backends/view.ts";
import { evaluate } from "../autograd/kernel.ts";
import type { Tensor } from "../autograd/tensor.ts";

/**
 * Elements that MPI can reach.
 *
 * @category Several processes
 */
export type HostElements = Float32Array | Float64Array;

/**
 * The elements of a tensor in row-major order, where they lie, once they are computed; they are to be used before anything
 * else is. `null` if they lie where only a device reaches them.
 */
export function elementsNow(x: Tensor): HostElements | null {
  const dense = isDense(x.view) ? x : evaluate(input(0), [x]);
  const { buffer, view: { offset } } = dense.operand();
  const memory = x.backend.peek?.(buffer);
  if (dense !== x) dense[Symbol.dispose]();
  if (memory instanceof Float32Array || memory instanceof Float64Array) {
    return memory.subarray(offset, offset + x.size);
  }
  return null;
}

/**
 * The same.
 *
 * @throws {ValueError} if they lie where only a device reaches them.
 */
export function hostElements(action: string, x: Tensor): HostElements {
  const elements = elementsNow(x);
  if (elements) return elements;
  throw new ValueError(
    `Cannot ${action}: expected a tensor in the processor's memory (of wasm, blas or reference), received one on ${x.backend.name} (exchange what data() reads)`,
  );
}

/** A copy that stays where it is, so that another thread can be told its address. */
export function copyOf<E extends HostElements>(elements: E): E;
export function copyOf(elements: HostElements): HostElements {
  const memory = new SharedArrayBuffer(elements.byteLength);
  const copy = elements instanceof Float32Array
    ? new Float32Array(memory)
    : new Float64Array(memory);
  copy.set(elements);
  return copy;
}
