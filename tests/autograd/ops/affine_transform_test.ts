/** Images seen through transforms, against Keras's answers; and what is refused. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose, FLOAT32_EPS } from "../../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  tensorOf,
} from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

interface Case {
  readonly options: {
    readonly interpolation: "nearest" | "bilinear";
    readonly fill_mode: dg.FillMode;
    readonly fill_value: number;
    readonly data_format: dg.DataFormat;
  };
  readonly x: FixtureTensor;
  readonly transform: FixtureTensor;
  readonly y: FixtureTensor;
}

function casesOf(name: string): readonly Case[] {
  return loadFixture<{ cases: Case[] }>(`behaviour/${name}.json`).cases;
}

const cases = [
  ...casesOf("augmentation"),
  ...casesOf("augmentation_perspective"),
];

// Places are a few cells off; a fraction of a cell is as wrong as they are.
const rounding = { terms: 40, eps: FLOAT32_EPS, magnitude: 8 };

forEachDevice("affineTransform gives what Keras does", async () => {
  for (const { options, x, transform, y } of cases) {
    const result = dg.affineTransform(tensorOf(x), tensorOf(transform), {
      interpolation: options.interpolation,
      fillMode: options.fill_mode,
      fillValue: options.fill_value,
      dataFormat: options.data_format,
    });
    assertEquals(result.shape, y.shape);
    try {
      assertClose(await result.read(), y.data, rounding);
    } catch (error) {
      throw new Error(
        `${JSON.stringify(options)}: ${(error as Error).message}`,
      );
    }
  }
});

forEachDevice("one image or one transform need no batch", async () => {
  const x = dg.arange(8).reshape([2, 2, 2, 1]);
  const left = [1, 0, 1, 0, 1, 0, 0, 0];
  const y = dg.affineTransform(x, dg.tensor(left), { fillValue: 9 });
  assertEquals([...await y.data()], [1, 9, 3, 9, 5, 9, 7, 9]);
  const one = dg.affineTransform(dg.ones([2, 1, 1]), dg.tensor(left));
  assertEquals(one.shape, [2, 1, 1]);
});

forEachDevice(
  "of no image, or of images without cells, nothing is made",
  async () => {
    for (const shape of [[0, 2, 3, 1], [2, 0, 3, 1], [2, 3, 3, 0]]) {
      const y = dg.affineTransform(dg.zeros(shape), dg.zeros([8]));
      assertEquals(y.shape, shape);
      assertEquals([...await y.data()], []);
    }
  },
);

forEachDevice("the horizon of a perspective is filled", async () => {
  const x = dg.ones([1, 3, 1]);
  // k is 1 - x, which is 0 at the second cell, and the third one's place is far to the left.
  const transform = dg.tensor([0, 0, 0, 0, 1, 0, -1, 0]);
  const options = { fillMode: "nearest", fillValue: 7 } as const;
  const y = dg.affineTransform(x, transform, options);
  assertEquals([...await y.data()], [1, 7, 1]);
});

forEachDevice("images that are far away come round again", async () => {
  const x = dg.tensor([1, 2, 3], [1, 3, 1]);
  for (
    const [fillMode, expected] of [
      ["wrap", [2, 3, 1]],
      ["reflect", [2, 3, 3]],
      ["nearest", [3, 3, 3]],
      ["constant", [0, 0, 0]],
    ] as const
  ) {
    const far = dg.tensor([1, 0, 6001, 0, 1, 0, 0, 0]);
    const y = dg.affineTransform(x, far, { fillMode });
    assertEquals([...await y.data()], [...expected], fillMode);
  }
});

Deno.test("affineTransform says what it expected", () => {
  const x = dg.zeros([2, 3, 3, 1]), transform = dg.zeros([8]);
  const refusals: [() => unknown, string][] = [
    [
      () => dg.affineTransform(dg.zeros([3, 3]), transform),
      "images with 3 or 4 axes",
    ],
    [() => x.affineTransform(dg.zeros([6])), "received [2, 3, 3, 1] and [6]"],
    [() => x.affineTransform(dg.zeros([3, 8])), "as many for each image"],
    [
      () => x.affineTransform(transform, { fillMode: "mirror" as "wrap" }),
      'one of "constant", "nearest", "reflect", "wrap", received "mirror"',
    ],
    [
      () => dg.affineTransform(dg.zeros([1, 2 ** 24 + 1, 1]), transform),
      "at most 16777216 cells",
    ],
  ];
  for (const [f, message] of refusals) assertThrows(f, Error, message);
});
