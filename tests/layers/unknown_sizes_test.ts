/** Layers of images and steps whose sizes are not all known. */

import { assertEquals, assertMatch } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadFixture } from "../helpers/fixtures.ts";

type PartialShape = dg.layers.PartialShape;

/** A layer of Keras, and shapes of inputs and outputs. */
interface Fixture {
  readonly object: dg.layers.ObjectConfig;
  readonly shapes: readonly [input: PartialShape, output: PartialShape][];
}

const fixture = loadFixture<{ cases: Fixture[] }>(
  "behaviour/unknown_sizes.json",
);
const cases = fixture.cases.flatMap(({ object, shapes }) =>
  shapes.map(([input, output]) => ({ object, input, output }))
);

Deno.test("shapes of outputs are Keras's where sizes of the input are not known", () => {
  for (const { object, input, output } of cases) {
    using layer = dg.layers.deserialize(object);
    assertEquals(
      layer.computeOutputShape(input),
      output,
      `${layer} of ${JSON.stringify(input)}`,
    );
  }
});

Deno.test("layers are built and summarized where sizes are not known, and take any size then", () => {
  const flattens = (name: string) => name === "Flatten" || name === "Reshape";
  for (const { object, input, output } of cases) {
    if (!input.slice(1).includes(null)) continue;
    using layer = dg.layers.deserialize(object);
    layer.build(input);
    assertMatch(`${layer.summary()}`, /parameters/);
    const sizes = input.map((size, axis) => size ?? (axis === 0 ? 2 : 18));
    using y = layer.apply(dg.ones(sizes));
    if (flattens(object.class_name)) continue;
    output.forEach((size, axis) => {
      if (size !== null) assertEquals(y.shape[axis], size, `${layer}`);
    });
  }
});
