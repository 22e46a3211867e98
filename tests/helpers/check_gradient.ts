/** Gradients against central differences, in float64 on the reference backend. */

import { assert } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openChecked } from "./for_each_backend.ts";
import { randomData } from "./random_data.ts";

/** An argument: its shape, and its elements if they matter. */
export interface Point {
  readonly shape: readonly number[];
  readonly values?: readonly number[];
}

type Fn = (...inputs: dg.Tensor[]) => dg.Tensor;

const STEP = 1e-5;

/**
 * Checks the derivatives of `f`, up to the second order if not told otherwise, each against central differences of the
 * one below, at these points or at random ones in (0.3, 1.3). Cotangents are random, so that no element hides behind
 * another. The first derivative is looked at element by element; those above it, which take long, along a random
 * direction of each input, in which every element has its part.
 */
export async function checkGradient(
  f: Fn,
  points: readonly Point[],
  { order = 2 }: { order?: 1 | 2 | 3 } = {},
): Promise<void> {
  // A backend of its own: what earlier tests left to the garbage collector is not its memory.
  const backend = await dg.setBackend(await openChecked("reference"));
  let below = f;
  for (const name of ["first", "second", "third"].slice(0, order)) {
    const g = below;
    const along = name === "first" ? eachElement : oneDirection;
    await checkFirst(name, g, points, along);
    below = (...xs) => slopeOf(g, xs);
  }
  assert(backend.bytesInUse === 0, `leaked ${backend.bytesInUse} bytes`);
}

/** The derivative of `f` along random directions: a function again. */
function slopeOf(f: Fn, xs: readonly dg.Tensor[]): dg.Tensor {
  const { gradients } = dg.valueAndGrad(() => weighted(f(...xs)), xs);
  return gradients.map((g, i) => weighted(g, 100 + i)).reduce(dg.add);
}

function weighted(y: dg.Tensor, seed = 1): dg.Tensor {
  const weights = randomData(y.size, seed);
  return dg.sum(dg.mul(y, dg.tensor(weights, y.shape)));
}

/** Directions in which so many elements are moved. */
type Directions = (count: number) => readonly (readonly number[])[];

const eachElement: Directions = (count) => {
  const places = Array.from({ length: count }, (_, i) => i);
  return places.map((at) => places.map((i) => Number(i === at)));
};

/** No element stays nearly where it is. */
const oneDirection: Directions = (count) =>
  count === 0
    ? []
    : [[...randomData(count, 200)].map((v) => v / 2 + Math.sign(v) / 2)];

async function checkFirst(
  order: string,
  f: Fn,
  points: readonly Point[],
  directionsOf: Directions,
): Promise<void> {
  const data = points.map(({ shape, values }, i) =>
    values
      ? Float64Array.from(values)
      : randomData(shape.reduce((a, b) => a * b, 1), 10 + i).map((v) =>
        0.8 + v / 2
      )
  );
  const valueAt = async (): Promise<number> => {
    const y = inScope(() => {
      const xs = data.map((elements, i) =>
        dg.tensor(elements, points[i].shape)
      );
      return weighted(f(...xs));
    });
    const value = await y.item();
    y[Symbol.dispose]();
    return value;
  };
  const gradients = inScopeAll(() => {
    const xs = data.map((elements, i) => dg.tensor(elements, points[i].shape));
    return dg.valueAndGrad(() => weighted(f(...xs)), xs).gradients;
  });
  for (const [k, elements] of data.entries()) {
    const actual = await gradients[k].read();
    gradients[k][Symbol.dispose]();
    const start = elements.slice();
    const valueAtStep = (direction: readonly number[], step: number) => {
      elements.set(start.map((value, i) => value + step * direction[i]));
      return valueAt();
    };
    for (const [i, direction] of directionsOf(start.length).entries()) {
      const above = await valueAtStep(direction, STEP);
      const below = await valueAtStep(direction, -STEP);
      elements.set(start);
      const expected = (above - below) / (2 * STEP);
      const received = direction.reduce((sum, v, i) => sum + v * actual[i], 0);
      // The differences are exact to STEP^2 times the third derivative and to eps / STEP times the value.
      const allowed = 2e-7 * (1 + Math.abs(expected) + Math.abs(above));
      assert(
        Math.abs(received - expected) <= allowed,
        `${order} derivative, input ${k}, direction ${i}: expected ${expected}, received ${received}`,
      );
    }
  }
}

function inScope(f: () => dg.Tensor): dg.Tensor {
  using scope = new dg.Scope();
  return scope.keep(f());
}

function inScopeAll(f: () => dg.Tensor[]): dg.Tensor[] {
  using scope = new dg.Scope();
  return f().map((tensor) => scope.keep(tensor));
}
