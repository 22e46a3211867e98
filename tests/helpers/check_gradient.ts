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
 * another.
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
    await checkFirst(name, g, points);
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

async function checkFirst(
  order: string,
  f: Fn,
  points: readonly Point[],
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
    for (const i of elements.keys()) {
      const at = elements[i];
      elements[i] = at + STEP;
      const above = await valueAt();
      elements[i] = at - STEP;
      const below = await valueAt();
      elements[i] = at;
      const expected = (above - below) / (2 * STEP);
      // The differences are exact to STEP^2 times the third derivative and to eps / STEP times the value.
      const allowed = 2e-7 * (1 + Math.abs(expected) + Math.abs(above));
      assert(
        Math.abs(actual[i] - expected) <= allowed,
        `${order} derivative, input ${k}, element ${i}: expected ${expected}, received ${
          actual[i]
        }`,
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
