/** Runs one call of a kernel on the backend under test and on the reference, and compares all that it wrote. */

import { assertEquals } from "@std/assert";
import type { Backend, Buffer, Operand } from "../../../backends/backend.ts";
import { ReferenceBackend } from "../../../backends/reference/backend.ts";
import { contiguous, type View } from "../../../backends/view.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { randomData, randomIntegers } from "../../helpers/random_data.ts";

/** Elements before and behind what a view reaches, which no kernel may touch. */
const GUARD = 5;

/** Where a case makes its operands; the same calls make the same operands on every backend. */
export interface Stage {
  /** The backend that the case is to call. */
  readonly backend: Backend;
  /** An operand with these elements in its buffer, or with random ones. */
  input(view: View | readonly number[], data?: ArrayLike<number>): Operand;
  /** An operand to write to. */
  output(view: View | readonly number[]): Operand;
}

/** A call of a kernel, and how exact its results have to be. */
export interface Case {
  /** What is said when it fails. */
  readonly name: string;
  /** Makes operands and calls one kernel. */
  readonly run: (stage: Stage) => void;
  /** Terms added up for an element; without it data are whole numbers and results have to be exact. */
  readonly terms?: number;
}

/** Fails unless the backend leaves in every output, and around it, what the reference does. */
export async function checkKernel(backend: Backend, test: Case): Promise<void> {
  const before = backend.bytesInUse;
  const actual = await outputsOf(backend, test, (x) => x);
  const { expected, sizes } = await answersTo(test);
  for (const [i, values] of actual.entries()) {
    try {
      compare(values, expected[i], sizes[i], test.terms);
    } catch (error) {
      const message = `${test.name}, output ${i}: ${(error as Error).message}`;
      throw new Error(message, { cause: error });
    }
  }
  assertEquals(backend.bytesInUse, before, `${test.name} leaked`);
}

/** What the reference computes. */
interface Answers {
  readonly expected: readonly ArrayLike<number>[];
  /** The same sums without cancellation: what rounding errors are relative to, where there are such. */
  readonly sizes: readonly ArrayLike<number>[];
}

/** Of cases that are tried on one backend after the other. */
const known = new WeakMap<Case, Answers>();

async function answersTo(test: Case): Promise<Answers> {
  const before = known.get(test);
  if (before !== undefined) return before;
  const expected = await outputsOf(new ReferenceBackend(), test, (x) => x);
  const sizes = test.terms === undefined
    ? expected
    : await outputsOf(new ReferenceBackend(), test, Math.abs);
  known.set(test, { expected, sizes });
  return { expected, sizes };
}

function compare(
  actual: ArrayLike<number>,
  exact: ArrayLike<number>,
  sizes: ArrayLike<number>,
  terms?: number,
): void {
  const expected = Float32Array.from(exact);
  const magnitude = terms === undefined ? 0 : Float64Array.from(sizes, finite);
  assertClose(Float32Array.from(actual), expected, {
    terms: terms ?? 0,
    eps: terms === undefined ? 0 : undefined,
    magnitude,
  });
}

function finite(x: number): number {
  return Number.isFinite(x) ? Math.abs(x) : 0;
}

async function outputsOf(
  backend: Backend,
  { run, terms }: Case,
  change: (x: number) => number,
): Promise<ArrayLike<number>[]> {
  const buffers: Buffer[] = [], outputs: [Buffer, number][] = [];
  const random = (length: number): Float64Array =>
    terms === undefined
      ? randomIntegers(length, 4, buffers.length + 1)
      : randomData(length, buffers.length + 1);
  const make = (
    like: View | readonly number[],
    data?: ArrayLike<number>,
  ): [Operand, number] => {
    const view = "shape" in like ? like : contiguous(like, GUARD);
    const elements = Float64Array.from(data ?? random(lengthOf(view)));
    const buffer = backend.alloc(elements.length);
    backend.write(buffer, elements.map(change));
    buffers.push(buffer);
    return [{ buffer, view }, elements.length];
  };
  run({
    backend,
    input: (view, data) => make(view, data)[0],
    output: (view) => {
      const [operand, length] = make(view);
      outputs.push([operand.buffer, length]);
      return operand;
    },
  });
  const values = outputs.map(([buffer, length]) =>
    backend.read(buffer, length)
  );
  const result = await Promise.all(values);
  buffers.forEach((buffer) => backend.free(buffer));
  return result;
}

function lengthOf({ shape, strides, offset }: View): number {
  const last = shape.reduce(
    (sum, size, axis) => sum + Math.max(0, size - 1) * strides[axis],
    offset,
  );
  return last + 1 + GUARD;
}
