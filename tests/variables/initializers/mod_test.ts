/** Initializers: names, configs, functions and classes that stand for them, and what they refuse. */

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as initializers from "@decograd/decograd/initializers";
import { loadFixture } from "../../helpers/fixtures.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

type Name = initializers.InitializerName;

const fixture = loadFixture<{
  readonly aliases: string[];
  readonly configs: Record<string, Record<string, unknown>>;
  readonly serialized: Record<string, unknown>;
}>("behaviour/initializers.json");

async function read(x: dg.Tensor): Promise<number[]> {
  return [...await x.read()];
}

Deno.test("initializers have Keras's configs, and come back from them", () => {
  for (const [name, config] of Object.entries(fixture.configs)) {
    if (name === "constant") continue; // Keras raises; here it is 0
    const initializer = initializers.get(name as Name);
    assertEquals(initializer.getConfig(), config);
    assertEquals(Object.keys(initializer.getConfig()), Object.keys(config));
  }
  for (const [name, object] of Object.entries(fixture.serialized)) {
    const written = initializers.serialize(initializers.get(name as Name));
    assertEquals(written as unknown, object);
  }
  const all = [
    new initializers.Constant({ value: 2 }),
    new initializers.RandomNormal({ mean: 1, stddev: 2, seed: 3 }),
    new initializers.RandomUniform({ minval: -1, maxval: 2, seed: 3 }),
    new initializers.TruncatedNormal({ mean: 1, seed: 3 }),
    new initializers.VarianceScaling({
      scale: 3,
      mode: "fan_out",
      distribution: "untruncated_normal",
      seed: new dg.SeedGenerator({ seed: 4 }),
      inputAxes: [0],
      outputAxes: [1],
    }),
    new initializers.LecunUniform({ inputAxes: [1], outputAxes: [0] }),
    new initializers.Orthogonal({ gain: 2 }),
    new initializers.Identity({ gain: 2 }),
    new initializers.STFT({ window: null, scaling: null }),
  ];
  for (const initializer of all) {
    const text = JSON.stringify(initializers.serialize(initializer));
    const again = initializers.get(JSON.parse(text));
    assertEquals(again.constructor, initializer.constructor);
    assertEquals(again.getConfig(), initializer.getConfig());
    const { class_name, config } = JSON.parse(text);
    assertEquals(
      initializers.get({ class_name, config }).getConfig(),
      initializer.getConfig(),
    );
  }
});

Deno.test("initializers are found by all of Keras's names", () => {
  const others = ["deserialize", "get", "serialize", "Initializer"];
  for (const name of fixture.aliases) {
    if (others.includes(name)) continue;
    assertInstanceOf(initializers.get(name as Name), initializers.Initializer);
  }
  assertEquals(initializers.get(null), null);
  assertEquals(initializers.get(undefined), null);
  const ones = new initializers.Ones();
  assertEquals(initializers.get(ones), ones);
  assertInstanceOf(
    initializers.get(initializers.HeNormal),
    initializers.HeNormal,
  );
  assertEquals(initializers.serialize(null), null);
});

forEachBackend("functions and tensors stand for initializers", async () => {
  const twos = function twos(shape: dg.Shape): dg.Tensor {
    return dg.full(shape, 2);
  };
  const initializer = initializers.get(twos);
  assertEquals(await read(initializer.call([2])), [2, 2]);
  const written = initializers.serialize(initializer);
  assertEquals(written.config, "twos");
  const again = initializers.deserialize(written, { twos });
  assertEquals(await read(again.call([1])), [2]);

  const values = initializers.get(dg.tensor([[1, 2], [3, 4]]));
  assertEquals(await read(values.call([2, 2])), [1, 2, 3, 4]);
  assertThrows(
    () => values.call([4]),
    dg.ValueError,
    "expected shape [4], received a tensor of shape [2, 2]",
  );
  assertThrows(() => initializers.serialize(values), TypeError, "a tensor");
});

Deno.test("a class of one's own is an initializer, and is written and read", () => {
  class Halves extends initializers.Initializer {
    override call(shape: dg.Shape): dg.Tensor {
      return dg.full(shape, 0.5);
    }
  }
  const written = initializers.serialize(initializers.get(Halves));
  assertEquals(written, {
    module: null,
    class_name: "Halves",
    config: {},
    registered_name: "Halves",
  });
  assertInstanceOf(initializers.deserialize(written, { Halves }), Halves);
  assertThrows(
    () => initializers.deserialize(written),
    dg.ValueError,
    "Halves",
  );
});

Deno.test("initializers refuse what they cannot mean", () => {
  const unknown = (identifier: unknown) => () =>
    initializers.get(identifier as Name);
  assertThrows(
    unknown("nope"),
    dg.ValueError,
    'received "nope" (did you mean one',
  );
  assertThrows(unknown("he_norml"), dg.ValueError, "did you mean he_normal");
  assertThrows(unknown("Glorot_Uniform"), dg.ValueError);
  assertThrows(unknown("constructor"), dg.ValueError);
  assertThrows(unknown(3), dg.ValueError, "received 3");
  assertThrows(unknown({ class_name: "nope", config: {} }), dg.ValueError);
  assertThrows(unknown({}), dg.ValueError);
  assertThrows(
    unknown({ class_name: "HeNormal", config: { scale: 1 } }),
    TypeError,
    "received scale",
  );
});

Deno.test("initializers refuse bad arguments and shapes", () => {
  const { VarianceScaling } = initializers;
  const refused: [string, () => unknown][] = [
    ["scale", () => new VarianceScaling({ scale: 0 })],
    ["mode", () => new VarianceScaling({ mode: "x" as "fan_in" })],
    [
      "distribution",
      () => new VarianceScaling({ distribution: "x" as "uniform" }),
    ],
    ["together", () => new VarianceScaling({ inputAxes: [0] })],
    ["seed", () => new initializers.HeNormal({ seed: 1.5 })],
    ["seed", () => new initializers.HeNormal({ seed: -1 })],
    ["value", () => new initializers.Constant({ value: NaN })],
    ["side", () => new initializers.STFT({ side: "x" as "real" })],
    ["window", () => new initializers.STFT({ window: "x" as "hann" })],
    ["scaling", () => new initializers.STFT({ scaling: "x" as "density" })],
    ["2 axes", () => new initializers.Identity().call([2])],
    ["2 or more axes", () => new initializers.Orthogonal().call([2])],
    ["frequencies", () => new initializers.STFT().call([4, 2, 3])],
    ["frequencies", () => new initializers.STFT().call([4, 1, 1])],
    ["3 values", () => new initializers.STFT({ window: [1] }).call([3, 1, 3])],
  ];
  for (const [what, make] of refused) assertThrows(make, dg.ValueError, what);
  const one = { seed: 1 };
  assertThrows(() => new initializers.Zeros(one), TypeError, "seed");
  assertThrows(
    () => new initializers.Constant("2" as unknown as { value: number }),
    dg.ValueError,
    "value",
  );
});
