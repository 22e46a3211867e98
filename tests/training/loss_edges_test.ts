/** Losses at the edges of what they are made for, and beyond: negative, huge and vanishing numbers, against Keras. */

import * as dg from "@decograd/decograd";
import { assert } from "@std/assert";
import { loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

interface Case {
  readonly name: string;
  readonly config: Record<string, unknown>;
  readonly y_true: number[][];
  readonly y_pred: number[][];
  readonly value: number[];
  readonly grad: number[][];
}

const cases = loadFixture<Case[]>("special/losses.json");

// What Keras holds away from 0 is 1e-7, of which float32 next to 1 knows one digit.
const HELD = 2 ** -23;

/** How far float32 may be from a number that follows from others as large as `size` at the edges of a row. */
function allowed(expected: number, size: number): number {
  return 32 * 2 ** -24 * Math.max(Math.abs(expected), size) + HELD;
}

function assertNear(
  actual: ArrayLike<number>,
  expected: readonly number[],
  rowOf: (i: number) => string,
  sizeOf: (i: number) => number,
): void {
  for (const [i, e] of expected.entries()) {
    const near = Math.abs(actual[i] - e) <= allowed(e, sizeOf(i));
    assert(near, `${rowOf(i)}: expected ${e}, received ${actual[i]}`);
  }
}

forEachBackend(
  "losses at their edges are Keras's, and so are gradients",
  async () => {
    for (const { name, config, y_true, y_pred, value, grad } of cases) {
      const loss = dg.losses.deserialize({
        ...{ class_name: name, config: { ...config, reduction: "none" } },
      });
      const [t, p] = [dg.tensor(y_true), dg.tensor(y_pred)];
      const rowOf = (i: number) =>
        `${name} ${JSON.stringify(config)} of ${y_true[i]} and ${y_pred[i]}`;
      const sizeOf = (i: number) =>
        Math.max(...[...y_true[i], ...y_pred[i]].map(Math.abs));
      assertNear(await loss.call(t, p).read(), value, rowOf, sizeOf);
      const slope = dg.grad((p: dg.Tensor) => dg.sum(loss.call(t, p)))(p);
      const width = y_pred[0].length;
      const row = (i: number) => Math.floor(i / width);
      assertNear(
        await slope.read(),
        grad.flat(),
        (i) => `gradient of ${rowOf(row(i))}`,
        (i) => Math.max(...grad[row(i)].map(Math.abs)),
      );
    }
  },
  { onWebGPU: true },
);
