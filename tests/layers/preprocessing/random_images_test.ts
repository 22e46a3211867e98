/** Images changed at random: what is made of what was drawn, against Keras; who draws what; and what is refused. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  rotations,
  translations,
  zooms,
} from "../../../layers/preprocessing/transforms.ts";
import { assertClose, FLOAT32_EPS } from "../../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  tensorOf,
} from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const {
  RandomBrightness,
  RandomContrast,
  RandomFlip,
  RandomRotation,
  RandomTranslation,
  RandomZoom,
} = dg.layers;

/** A layer of Keras, and what it made of what it had drawn. */
interface Case {
  readonly layer: string;
  readonly object: Omit<dg.layers.SerializedObject, "config"> & {
    readonly config: dg.layers.Config;
  };
  readonly x: FixtureTensor;
  readonly drawn: Readonly<Record<string, FixtureTensor>>;
  readonly y: FixtureTensor;
}

const { layers: cases } = loadFixture<{ layers: Case[] }>(
  "behaviour/augmentation.json",
);

function casesOf(name: string): readonly Case[] {
  const found = cases.filter(({ layer }) => layer === name);
  assert(found.length > 0, name);
  return found;
}

// Places are a few cells off; a fraction of a cell is as wrong as they are.
const rounding = { terms: 60, eps: FLOAT32_EPS, magnitude: 8 };

/** The transforms that a layer of Keras makes of what it has drawn. */
function transformsOf({ layer, drawn }: Case): dg.Tensor {
  const one = (name: string): dg.Tensor =>
    dg.expandDims(tensorOf(drawn[name]), -1);
  const size = [5, 4] as const;
  if (layer === "RandomTranslation") {
    const [right, down] = dg.split(tensorOf(drawn.translations), 2, 1);
    return translations(down, right);
  }
  if (layer === "RandomRotation") {
    return rotations(one("angle").mul(Math.PI / 180), size);
  }
  const [high, wide] = ["height_zoom", "width_zoom"].map((name) =>
    tensorOf(drawn[name])
  );
  return zooms(high, wide, size);
}

forEachDevice(
  "images are moved, turned and zoomed as Keras does",
  async () => {
    for (const name of ["RandomTranslation", "RandomRotation", "RandomZoom"]) {
      for (const one of casesOf(name)) {
        const { config } = one.object;
        const y = dg.affineTransform(tensorOf(one.x), transformsOf(one), {
          fillMode: config.fill_mode as dg.FillMode,
          interpolation: config.interpolation as "nearest",
          fillValue: config.fill_value as number,
          dataFormat: config.data_format as dg.DataFormat,
        });
        assertClose(await y.read(), one.y.data, rounding);
      }
    }
  },
);

forEachDevice("images are mirrored as Keras does, or not at all", async () => {
  for (const { object, x, y } of casesOf("RandomFlip")) {
    const layer = dg.layers.deserialize({
      ...object,
      config: { ...object.config, seed: 4 },
    });
    // The first image of Keras's two is mirrored.
    const [[image], [mirrored]] = [x, y].map((one) =>
      dg.split(tensorOf(one), 2, 0)
    );
    const [as, turned] = await Promise.all([image.read(), mirrored.read()]);
    const seen = { as: 0, turned: 0 };
    for (let i = 0; i < 24; i++) {
      const made = await layer.apply(image, { training: true }).read();
      const isTurned = made.every((value, i) => value === turned[i]);
      assert(isTurned || made.every((value, i) => value === as[i]));
      seen[isTurned ? "turned" : "as"]++;
    }
    // Either less than 3 times in 24: once in 20,000.
    assert(Math.min(seen.as, seen.turned) > 2, JSON.stringify(seen));
  }
});

/** A contrast that is not drawn. */
class GivenContrast extends RandomContrast {
  of(x: dg.Tensor, by: dg.Tensor): dg.Tensor {
    return dg.clip(this.change(x, by), ...this.valueRange);
  }
}

forEachDevice("contrast and brightness change as Keras's do", async () => {
  for (const { object, x, drawn, y } of casesOf("RandomContrast")) {
    const layer = GivenContrast.fromConfig(object.config);
    const made = layer.of(tensorOf(x), tensorOf(drawn.contrast_factor));
    assertClose(await made.read(), y.data, { ...rounding, magnitude: 300 });
  }
  for (const { object, x, drawn, y } of casesOf("RandomBrightness")) {
    const [low, high] = object.config.value_range as [number, number];
    const images = dg.split(tensorOf(x), 2, 0);
    const made = images.map((image, i) => {
      const by = drawn.rgb_delta.data[i] / (high - low);
      const config = { ...object.config, factor: [by, by] };
      const layer = RandomBrightness.fromConfig(config);
      return layer.apply(image, { training: true });
    });
    const all = dg.concat(made, 0);
    assertClose(await all.read(), y.data, { ...rounding, magnitude: high });
  }
});

Deno.test("configs are Keras's, and read by both", () => {
  for (const { object } of cases) {
    const layer = dg.layers.deserialize(object);
    assertEquals(layer.getConfig(), object.config);
  }
});

const SAMPLES = [
  new RandomFlip({ seed: 5 }),
  new RandomTranslation({ heightFactor: 0.3, widthFactor: 0.3, seed: 5 }),
  new RandomRotation({ factor: 0.2, seed: 5 }),
  new RandomZoom({ heightFactor: 0.5, widthFactor: 0.5, seed: 5 }),
  new RandomContrast({ factor: 0.5, seed: 5, valueRange: [-9, 9] }),
  new RandomBrightness({ factor: 0.5, seed: 5, valueRange: [-9, 9] }),
];

for (const sample of SAMPLES) {
  const { name } = sample.constructor;
  const fresh = () => dg.layers.deserialize(dg.layers.serialize(sample));
  const shape = [16, 5, 5, 2];

  forEachDevice(
    `${name} leaves images as they are but in training`,
    async () => {
      const x = dg.randomNormal(shape, { seed: 1 });
      assertEquals(await fresh().apply(x).read(), await x.read());
    },
  );

  forEachDevice(`${name} draws for each image of a batch`, async () => {
    const x = dg.randomNormal([1, ...shape.slice(1)], { seed: 1 });
    const y = fresh().apply(dg.broadcastTo(x, shape), { training: true });
    const values = [...await y.read()];
    const images = new Set(
      Array.from(
        { length: 16 },
        (_, i) => `${values.slice(i * 50, i * 50 + 50)}`,
      ),
    );
    assertEquals(images.size, name === "RandomFlip" ? 2 : 16);
  });

  forEachDevice(
    `${name} makes the same of a seed everywhere`,
    async (backend) => {
      const draw = async () => {
        const x = dg.randomNormal(shape, { seed: 1 });
        const layer = fresh();
        const [first, second] = [0, 1].map(() =>
          layer.apply(x, { training: true })
        );
        return [await first.read(), await second.read()];
      };
      const here = await draw(), again = await draw();
      assertEquals(here, again);
      assert(here[0].some((value, i) => value !== here[1][i]), "moves on");
      await dg.setBackend("reference");
      const expected = await draw();
      await dg.setBackend(backend);
      for (const [i, values] of here.entries()) {
        assertClose(values, expected[i], { ...rounding, magnitude: 40 });
      }
    },
  );
}

Deno.test("one number of contrast is for both sides, as Keras's documentation says", () => {
  assertEquals(new RandomContrast({ factor: 0.2 }).factor, [0.2, 0.2]);
  assertEquals(new RandomContrast({ factor: [0.4, 0.1] }).factor, [0.1, 0.4]);
});

const both = { heightFactor: 0.1, widthFactor: 0.1 };
testOptionsRefused([
  [RandomFlip, { mode: "diagonal" }, 'one of "horizontal", "vertical"'],
  [RandomFlip, { seed: -1 }, "seed"],
  [RandomTranslation, { heightFactor: 0.1 }, "widthFactor"],
  [RandomTranslation, { ...both, heightFactor: 1.5 }, "from -1 to 1"],
  [RandomTranslation, { ...both, widthFactor: [0.1] }, "or two of them"],
  [RandomTranslation, { ...both, fillMode: "mirror" }, "fillMode"],
  [RandomTranslation, { ...both, interpolation: "bicubic" }, "interpolation"],
  [RandomRotation, {}, "factor"],
  [RandomRotation, { factor: [0, -2] }, "from -1 to 1"],
  [RandomRotation, { factor: NaN }, "factor"],
  [RandomZoom, { heightFactor: -1 }, "above -1 and up to 1"],
  [RandomZoom, { heightFactor: 0.1, widthFactor: [-1, 0] }, "widthFactor"],
  [RandomContrast, { factor: [-0.1, 0.5] }, "from 0 to 1"],
  [RandomBrightness, { factor: 2 }, "from -1 to 1"],
  [RandomBrightness, { factor: 0.1, valueRange: [0] }, "two numbers"],
]);

testInputsRefused([
  [new RandomFlip(), [[5, 5, 3]], dg.ShapeError, "[batch, height, width"],
  [new RandomZoom(both), [[5, 5]], dg.ShapeError, "[batch, height, width"],
]);
