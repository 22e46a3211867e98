/** What every layer has to do, whatever it computes. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";
import { randomData } from "./random_data.ts";

type Layer = dg.layers.Layer;
type Shape = readonly number[];

/** How layers are made, and a shape of input for each. */
export type LayerRows = readonly (readonly [() => Layer, Shape])[];

/** A test for each layer: all that `checkLayer` checks. */
export function testLayers(rows: LayerRows): void {
  for (const [make, shape] of rows) {
    const { name } = make().constructor;
    Deno.test(`${name} on [${shape}] differentiates, keeps its config and leaks nothing`, async () => {
      await checkLayer(make, shape);
    });
  }
}

/** Checks that a layer computes of channels first what it does of channels last; `shape` is that of the latter. */
export async function checkDataFormats(
  make: (dataFormat: dg.layers.DataFormat) => Layer,
  shape: Shape,
): Promise<void> {
  const [last, first] = [make("channels_last"), make("channels_first")];
  const spatial = shape.slice(2).map((_, i) => i + 1);
  const toFirst = (x: dg.Tensor) =>
    dg.transpose(x, [0, spatial.length + 1, ...spatial]);
  const size = shape.reduce((a, b) => a * b, 1);
  const x = dg.tensor(randomData(size), shape);
  const turned = toFirst(x);
  first.ensureBuilt(turned.shape);
  last.ensureBuilt(x.shape);
  first.setWeights(last.getWeights());
  const actual = first.apply(turned);
  const said = first.computeOutputShape(turned.shape);
  assertEquals([...said], [...actual.shape], `${first}`);
  const expected = toFirst(last.apply(x));
  assertEquals(actual.shape, expected.shape, `${first}`);
  assertEquals(await actual.read(), await expected.read(), `${first}`);
}

/**
 * Checks a layer on a random input, in float64: that its output has the shape it says, that the first and second
 * derivatives of its output and losses are right in the input and in every weight, that its config makes the same
 * layer, and that it frees what it takes.
 */
export async function checkLayer(
  make: () => Layer,
  inputShape: Shape,
): Promise<void> {
  const backend = await dg.setBackend(await openBackend("reference"));
  {
    using layer = make();
    checkShapes(layer, inputShape);
    checkConfig(layer, inputShape);
    await checkDerivatives(layer, inputShape);
  }
  assertEquals(backend.bytesInUse, 0, "bytes in use");
  await dg.setBackend("wasm");
}

function checkShapes(layer: Layer, inputShape: Shape): void {
  using _ = new dg.Scope();
  const output = layer.apply(dg.zeros(inputShape)).shape;
  assertEquals(layer.built, true);
  assertEquals([...layer.computeOutputShape(inputShape)], [...output]);
  const open = layer.computeOutputShape([null, ...inputShape.slice(1)]);
  assertEquals([...open], [null, ...output.slice(1)]);
}

function checkConfig(layer: Layer, inputShape: Shape): void {
  const object = JSON.parse(JSON.stringify(dg.layers.serialize(layer)));
  using copy = dg.layers.deserialize(object);
  assertEquals(copy.getConfig(), layer.getConfig());
  copy.ensureBuilt(inputShape);
  const shapes = (one: Layer) => one.weights.map(({ shape }) => shape);
  assertEquals(shapes(copy), shapes(layer));
}

const STEP = 1e-5;

async function checkDerivatives(
  layer: Layer,
  inputShape: Shape,
): Promise<void> {
  const size = inputShape.reduce((a, b) => a * b, 1);
  using input = dg.tensor(randomData(size, 7), inputShape);
  using x = new dg.layers.Variable(input);
  const slots = [x, ...layer.trainableVariables];
  const total = () => {
    const output = dg.sum(dg.square(layer.apply(x)));
    return layer.losses.reduce((sum, loss) => dg.add(sum, loss), output);
  };
  const slope = () => {
    const { gradients } = dg.valueAndGrad(total, slots);
    return gradients.map((gradient, i) => {
      const direction = randomData(gradient.size, 20 + i);
      return dg.sum(dg.mul(gradient, dg.tensor(direction, gradient.shape)));
    }).reduce((sum, part) => dg.add(sum, part));
  };
  for (const [order, f] of Object.entries({ first: total, second: slope })) {
    const read = gradientsOf(f, slots);
    for (const [i, slot] of slots.entries()) {
      const difference = await centralDifferences(f, slot);
      compare(`${order} derivative in ${slot.path}`, await read[i], difference);
    }
  }
}

function gradientsOf(
  f: () => dg.Tensor,
  slots: readonly dg.layers.Variable[],
): Promise<ArrayLike<number>>[] {
  using _ = new dg.Scope();
  return dg.valueAndGrad(f, slots).gradients.map((one) => one.read());
}

interface Difference {
  readonly values: Float64Array;
  /** How large `f` is: rounding errors are as large as this over the step. */
  readonly magnitude: number;
}

async function centralDifferences(
  f: () => dg.Tensor,
  slot: dg.layers.Variable,
): Promise<Difference> {
  const elements = Float64Array.from(await slot.value.read());
  const valueWith = (i: number, element: number): Promise<number> => {
    using _ = new dg.Scope();
    slot.assign(dg.tensor(elements.with(i, element), slot.shape));
    return f().item();
  };
  const values = new Float64Array(elements.length);
  let magnitude = 1;
  for (const [i, at] of elements.entries()) {
    const above = await valueWith(i, at + STEP);
    const below = await valueWith(i, at - STEP);
    values[i] = (above - below) / (2 * STEP);
    magnitude = Math.max(magnitude, Math.abs(above));
  }
  using original = dg.tensor(elements, slot.shape);
  slot.assign(original);
  return { values, magnitude };
}

function compare(
  what: string,
  actual: ArrayLike<number>,
  { values, magnitude }: Difference,
): void {
  for (const [i, expected] of values.entries()) {
    // The differences are exact to STEP^2 times the third derivative and to eps / STEP times the value.
    const allowed = 2e-7 * (Math.abs(expected) + magnitude);
    assert(
      Math.abs(actual[i] - expected) <= allowed,
      `${what}, element ${i}: expected ${expected}, received ${actual[i]}`,
    );
  }
}
