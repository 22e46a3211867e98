/** Reads the fixtures: numbers that numpy and Keras computed. */

import * as dg from "@decograd/decograd";

/** A tensor as a fixture writes it: flat data in row-major order. */
export interface FixtureTensor {
  readonly shape: number[];
  readonly data: number[];
}

/**
 * The fixture at `path`, relative to tests/fixtures, as the type that the test
 * says it has: `loadFixture<{ cases: Case[] }>("behaviour/regularizers.json")`.
 */
export function loadFixture<T>(path: string): T {
  const url = new URL(`../fixtures/${path}`, import.meta.url);
  return JSON.parse(Deno.readTextFileSync(url)) as T;
}

/** The numbers of a fixture: JSON has no word for what is not finite, which is written as a string. */
export function numbersOf({ data }: FixtureTensor): number[] {
  return data.map(Number);
}

/** A tensor of a fixture, on the default backend. */
export function tensorOf(written: FixtureTensor): dg.Tensor {
  return dg.tensor(numbersOf(written), written.shape);
}
