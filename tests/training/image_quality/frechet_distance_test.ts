/** Distances between sets of features, held to numpy's. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { eigenvaluesOf } from "../../../training/image_quality/eigenvalues.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { type FixtureTensor, loadFixture } from "../../helpers/fixtures.ts";

const { distances } = loadFixture<{
  readonly distances: readonly {
    readonly a: FixtureTensor;
    readonly b: FixtureTensor;
    readonly distance: number;
  }[];
}>("behaviour/image_quality.json");
const { frechetDistance } = dg.metrics;

function floats({ shape, data }: FixtureTensor) {
  return { shape, data: Float64Array.from(data as number[]) };
}

Deno.test("frechetDistance is numpy's, also of fewer samples than features", async () => {
  for (const { a, b, distance } of distances) {
    // Eigenvalues near 0 are as exact as the largest; their roots by half as many digits.
    const how = { terms: 1, eps: 2 ** -26, magnitude: distance };
    assertClose([await frechetDistance(floats(a), floats(b))], [distance], how);
    assertClose([await frechetDistance(floats(b), floats(a))], [distance], how);
  }
});

Deno.test("sets that are the same have no distance, and tensors are read", async () => {
  const [{ a, b, distance }] = distances;
  const x = dg.tensor(Float32Array.from(a.data as number[]), a.shape);
  const y = dg.tensor(Float32Array.from(b.data as number[]), b.shape);
  assertClose([await frechetDistance(x, y)], [distance], {
    terms: a.shape[0],
    magnitude: distance,
  });
  const none = await frechetDistance(x, x);
  assert(none >= 0 && none < 1e-6, `${none}`);
});

Deno.test("eigenvalues are those that a matrix was made of", () => {
  // Of a chain of springs they are known: 2 - 2 cos(k pi / (n + 1)).
  for (const size of [1, 2, 3, 10, 40]) {
    const known = Array.from(
      { length: size },
      (_, k) => 2 - 2 * Math.cos((k + 1) * Math.PI / (size + 1)),
    );
    const chain = Float64Array.from({ length: size * size }, (_, i) => {
      const apart = Math.abs(Math.floor(i / size) - i % size);
      return apart === 0 ? 2 : apart === 1 ? -1 : 0;
    });
    const how = { terms: size, eps: Number.EPSILON, magnitude: 4 };
    assertClose(eigenvaluesOf(chain, size), known, how);
    // Mirrored at any plane a matrix keeps its eigenvalues, and is full.
    const mirrored = mirror(chain, size);
    assertClose(eigenvaluesOf(mirrored, size), known, how);
  }
  assertEquals([...eigenvaluesOf(new Float64Array(9), 3)], [0, 0, 0]);
  assertEquals([...eigenvaluesOf(Float64Array.of(3, 0, 0, -1), 2)], [-1, 3]);
});

/** `H a H`, for the mirror of a vector of ones and twos. */
function mirror(a: Float64Array, size: number): Float64Array {
  const v = Array.from({ length: size }, (_, i) => 1 + i % 2);
  const norm = v.reduce((sum, x) => sum + x * x, 0);
  const h = (i: number, j: number) =>
    (i === j ? 1 : 0) - 2 * v[i] * v[j] / norm;
  const times =
    (f: (i: number, j: number) => number, g: typeof f) =>
    (i: number, j: number) =>
      v.reduce((sum, _, k) => sum + f(i, k) * g(k, j), 0);
  const half = Float64Array.from(
    { length: size * size },
    (_, i) =>
      times(h, (k, j) => a[k * size + j])(Math.floor(i / size), i % size),
  );
  return Float64Array.from(
    { length: size * size },
    (_, i) =>
      times((k, j) => half[k * size + j], h)(Math.floor(i / size), i % size),
  );
}

Deno.test("frechetDistance refuses what are no features", async () => {
  const good = { shape: [2, 2], data: Float64Array.of(0, 1, 2, 3) };
  const wrong: [unknown, string][] = [
    [[1, 2], "expected a tensor or { shape, data } with floats"],
    [{ shape: [2, 2], data: [0, 1, 2, 3] }, "expected a tensor or"],
    [{ ...good, shape: [1, 4] }, "of two samples or more, received [1,4]"],
    [{ ...good, shape: [4, 1] }, "as many features in both sets, received 1"],
    [{ ...good, shape: [2, 3] }, "received [2,3] with 4 numbers"],
    [{ ...good, data: Float64Array.of(0, 1, 2, NaN) }, "finite features"],
    [dg.ones([4]), "of shape [samples, features]"],
  ];
  for (const [features, message] of wrong) {
    await assertRejects(
      () => frechetDistance(features as typeof good, good),
      Error,
      message,
    );
  }
});
