/** Runs one call of a kernel on the backend under test and on the reference, and compares all that it wrote. */

import { assertEquals } from "@std/assert";
import type { Backend, Buffer, Operand } from "../../../backends/backend.ts";
import type { DType } from "../../../backends/dtype.ts";
import { contiguous, type View } from "../../../backends/view.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { HalfBackend } from "../../helpers/half_backend.ts";
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

/** What the operands of a case are stored as, by their numbers in the order in which it makes them. */
export type Types = (operand: number) => DType;

const ALL_WIDE: Types = () => "float32";

/** What was written, and how it is stored. */
interface Written {
  readonly values: ArrayLike<number>;
  readonly dtype: DType;
}

/** Fails unless the backend leaves in every output, and around it, what the reference does. */
export async function checkKernel(
  backend: Backend,
  test: Case,
  types: Types = ALL_WIDE,
): Promise<void> {
  const before = backend.bytesInUse;
  const actual = await outputsOf(backend, test, types, (x) => x);
  const { expected, sizes } = await answersTo(test, types);
  for (const [i, written] of actual.entries()) {
    try {
      compare(written, expected[i].values, sizes[i].values, test.terms);
    } catch (error) {
      const message = `${test.name}, output ${i}: ${(error as Error).message}`;
      throw new Error(message, { cause: error });
    }
  }
  assertEquals(backend.bytesInUse, before, `${test.name} leaked`);
}

/** What the reference computes. */
interface Answers {
  readonly expected: readonly Written[];
  /** The same sums without cancellation: what rounding errors are relative to, where there are such. */
  readonly sizes: readonly Written[];
}

/** Of cases that are tried on one backend after the other. */
const known = new WeakMap<Case, Map<Types, Answers>>();

async function answersTo(test: Case, types: Types): Promise<Answers> {
  const own = known.get(test) ?? new Map<Types, Answers>();
  known.set(test, own);
  const before = own.get(types);
  if (before !== undefined) return before;
  const oracle = () => new HalfBackend();
  const expected = await outputsOf(oracle(), test, types, (x) => x);
  const sizes = test.terms === undefined
    ? expected
    : await outputsOf(oracle(), test, types, Math.abs);
  const answers = { expected, sizes };
  own.set(types, answers);
  return answers;
}

function compare(
  { values, dtype }: Written,
  exact: ArrayLike<number>,
  sizes: ArrayLike<number>,
  terms?: number,
): void {
  const expected = Float32Array.from(exact);
  const rounding = terms === undefined ? { terms: 0, eps: 0 } : {
    terms,
    magnitude: Float64Array.from(sizes, finite),
  };
  const actual = Float32Array.from(values);
  if (dtype === "float16" && terms !== undefined) {
    // What is rounded once more may be rounded to the neighbour of what it should be.
    expected.forEach((one, i) => {
      if (isNeighbour(actual[i], one)) actual[i] = one;
    });
  }
  assertClose(actual, expected, rounding);
}

/** Whether no more than one number of float16 lies from one to the other. */
function isNeighbour(a: number, b: number): boolean {
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(b), 2 ** -14)));
  return Math.abs(a - b) <= 2 ** (exponent - 10);
}

function finite(x: number): number {
  return Number.isFinite(x) ? Math.abs(x) : 0;
}

async function outputsOf(
  backend: Backend,
  { run, terms }: Case,
  types: Types,
  change: (x: number) => number,
): Promise<Written[]> {
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
    const buffer = backend.alloc(elements.length, types(buffers.length));
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
  const result = await Promise.all(
    outputs.map(async ([buffer, length]) => ({
      values: await backend.read(buffer, length),
      dtype: buffer.dtype ?? "float32",
    })),
  );
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
