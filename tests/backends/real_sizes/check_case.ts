/** Runs a case and compares a sample of its results with their definition, and all that lies around them. */

import { assertEquals, AssertionError } from "@std/assert";
import type { Backend, Buffer } from "../../../backends/backend.ts";
import { contiguous, type View } from "../../../backends/view.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { noise } from "../../helpers/random.ts";
import type { Expected, Given, RealCase, Stage } from "./case.ts";
import { positionOf, samplesOf } from "./samples.ts";

/** Elements before and behind what a view reaches. */
const GUARD = 7;
/** What lies where nothing may be written. */
const UNTOUCHED = -77;
/** Elements of a sample at most. */
const MOST_SAMPLES = 1500;
/** Products that a sample may take altogether. */
const MOST_TERMS = 2e6;

/** Of the latest shapes, which the next cases have too. */
const known = new Map<string, Float32Array>();
const MOST_KNOWN = 4;

/** Random numbers, which nobody changes. */
function noiseOf(length: number, seed: number): Float32Array {
  const key = `${length}, ${seed}`, values = known.get(key);
  if (values !== undefined) return values;
  const [oldest] = known.keys();
  if (known.size === MOST_KNOWN) known.delete(oldest);
  const made = noise(length, seed);
  known.set(key, made);
  return made;
}

/** Fails unless what the backend computes is what the definitions say. */
export async function checkCase(
  backend: Backend,
  { name, run }: RealCase,
): Promise<void> {
  const before = backend.bytesInUse;
  const buffers = new Map<Buffer, number>();
  const make = (values: Float32Array, view: View): Given => {
    const buffer = backend.alloc(values.length);
    backend.write(buffer, values);
    buffers.set(buffer, values.length);
    return { buffer, view, values };
  };
  const stage: Stage = {
    backend,
    input: (like, values) => {
      const view = viewOf(like);
      const given = values ?? noiseOf(reachOf(view), buffers.size + 1);
      return make(given, view);
    },
    output: (like, behind) => {
      const view = viewOf(like);
      const values = new Float32Array(reachOf(view, behind)).fill(UNTOUCHED);
      eachPosition(view, (place) => values[place] = NaN);
      return make(values, view);
    },
  };
  const expected = run(stage);
  const read = expected.map(({ out }) =>
    backend.read(out.buffer, buffers.get(out.buffer)!)
  );
  for (const [i, values] of (await Promise.all(read)).entries()) {
    try {
      compare(values, expected[i]);
    } catch (error) {
      const message = `${name}, output ${i}: ${(error as Error).message}`;
      throw new Error(message, { cause: error });
    }
  }
  for (const buffer of buffers.keys()) backend.free(buffer);
  assertEquals(backend.bytesInUse, before, `${name} leaked`);
}

function compare(
  values: ArrayLike<number>,
  { out: { view }, at, terms, samples = MOST_SAMPLES }: Expected,
): void {
  const own = new Uint8Array(values.length);
  eachPosition(view, (place) => {
    own[place] = 1;
    if (Number.isNaN(values[place])) {
      throw new AssertionError({ message: `nothing was written at ${place}` });
    }
  });
  for (let place = 0; place < values.length; place++) {
    if (own[place] === 1 || values[place] === UNTOUCHED) continue;
    const message = `written beside the output, at ${place}`;
    throw new AssertionError({ message });
  }
  const count = Math.ceil(Math.min(samples, MOST_TERMS / Math.max(1, terms)));
  const indices = samplesOf(view.shape, count);
  const elements = indices.map(at);
  const actual = indices.map((index) => values[positionOf(view, index)]);
  try {
    assertClose(actual, elements.map(([value]) => Math.fround(value)), {
      terms,
      eps: terms === 0 ? 0 : undefined,
      magnitude: elements.map(([, magnitude]) => magnitude),
    });
  } catch (error) {
    const [, i] = (error as Error).message.match(/element (\d+)/) ?? [];
    throw new Error(`at [${indices[+i]}], ${(error as Error).message}`);
  }
}

function viewOf(like: View | readonly number[]): View {
  return "shape" in like ? like : contiguous(like, GUARD);
}

function reachOf(
  { shape, strides, offset }: View,
  behind: number = GUARD,
): number {
  return behind + 1 + shape.reduce(
    (sum, size, axis) => sum + Math.max(0, size - 1) * strides[axis],
    offset,
  );
}

function eachPosition(
  { shape, strides, offset }: View,
  visit: (place: number) => void,
): void {
  const walk = (axis: number, place: number): void => {
    if (axis === shape.length) return visit(place);
    const isLast = axis === shape.length - 1;
    for (let i = 0; i < shape[axis]; i++) {
      const at = place + i * strides[axis];
      if (isLast) visit(at);
      else walk(axis + 1, at);
    }
  };
  walk(0, offset);
}
