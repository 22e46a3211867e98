/** The models that Keras saved (fixtures/scripts/saved_models.py), and what it says of them. */

import * as dg from "@decograd/decograd";
import { loadModel, type LoadModelOptions } from "@decograd/decograd/saving";
import {
  type FixtureTensor,
  loadFixture,
  tensorOf,
} from "../helpers/fixtures.ts";
import { Residual } from "./residual.ts";

/** The names of the models. */
export const MODELS = ["functional", "sequential", "own"] as const;

/** What Keras says of a model. */
export interface Saved {
  readonly x: readonly FixtureTensor[];
  readonly y: readonly FixtureTensor[];
  readonly predictions: readonly FixtureTensor[];
  readonly weights: readonly (FixtureTensor & { readonly path: string })[];
  readonly optimizer: readonly (FixtureTensor & { readonly path: string })[];
  readonly trainable: readonly string[];
  readonly after?: readonly FixtureTensor[];
}

/** What Keras says of a model. */
export function savedBy(name: string): Saved {
  return loadFixture(`saving/${name}.json`);
}

/** The address of a file. */
export function fileOf(name: string): URL {
  return new URL(`../fixtures/saving/${name}`, import.meta.url);
}

/** The model in a file. */
export function load(
  name: string,
  options: LoadModelOptions = {},
): Promise<dg.Model> {
  return loadModel(fileOf(name), { customObjects: { Residual }, ...options });
}

/** What a model predicts for the inputs of a fixture. */
export async function predict(
  model: dg.Model,
  x: readonly FixtureTensor[],
): Promise<Float32Array[]> {
  const inputs = x.map(tensorOf);
  const given = inputs.length === 1 ? inputs[0] : inputs;
  const made = await model.predict<dg.Tensor | dg.Tensor[]>(given, {
    verbose: 0,
  });
  const outputs = Array.isArray(made) ? made : [made];
  return await Promise.all(outputs.map((one) => one.data()));
}

/** Makes all weights 0. */
export function forget(model: dg.Model): void {
  using _scope = new dg.Scope();
  model.setWeights(model.weights.map(({ shape }) => dg.zeros(shape)));
}
