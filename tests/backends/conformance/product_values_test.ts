/** Infinities and NaN in products and convolutions: nothing hides them, whatever way a kernel takes. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../../backends/mod.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { generator } from "../../helpers/random.ts";

const SPECIAL = [Infinity, -Infinity, NaN];

/** Small whole numbers, and every so many of them none. */
function elements(shape: readonly number[], every: number): Float32Array {
  const next = generator(shape.length + shape[0]);
  const length = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length }, () => {
    const value = Math.round(8 * next() - 4);
    const isSpecial = next() * every < 1;
    return isSpecial ? SPECIAL[Math.floor(3 * next())] : value;
  });
}

function tensor(shape: readonly number[], every = Infinity): dg.Tensor {
  return dg.tensor(elements(shape, every), shape);
}

async function onReference(f: () => dg.Tensor): Promise<number[]> {
  const before = dg.getBackend();
  await dg.setBackend(await openBackend("reference"));
  const values = [...await f().read()];
  await dg.setBackend(before);
  return values;
}

const PRODUCTS = [[5, 7, 3], [33, 40, 17], [130, 129, 131], [1, 300, 64]];

forEachBackend(
  "products of infinities and NaN are those of the sums",
  async () => {
    for (const [m, k, n] of PRODUCTS) {
      const f = () =>
        dg.relu(dg.add(
          dg.matmul(tensor([m, k], 2 * k), tensor([k, n], 3 * k)),
          tensor([n], 9),
        ));
      const expected = await onReference(f);
      assertEquals([...await f().data()], expected, `[${m}, ${k}, ${n}]`);
    }
  },
  { onWebGPU: true },
);

const CONVOLUTIONS = [
  [[2, 9, 9, 3], [3, 3, 3, 4], {}],
  [[2, 12, 12, 32], [3, 3, 32, 32], { padding: "same" }],
  [[2, 12, 12, 16], [4, 4, 16, 16], { strides: 2 }],
] as const;

forEachBackend(
  "what is not finite in an image is so in all that a convolution makes of it",
  async () => {
    for (const [images, kernel, options] of CONVOLUTIONS) {
      const [height, width] = kernel, back = [...kernel].reverse();
      // A few of them in all.
      const every = images.reduce((a, b) => a * b, 1) / 3;
      const transposed = [height, width, back[0], back[1]];
      for (
        const f of [
          () => dg.conv2d(tensor(images, every), tensor(kernel), options),
          () =>
            dg.conv2dTranspose(
              tensor(images, every),
              tensor(transposed),
              options,
            ),
        ]
      ) {
        const expected = await onReference(f);
        const actual = await f().data();
        // Some ways to multiply add up neighbours first: they may spread it further, but never lose it.
        const lost = actual.findIndex((value, i) =>
          Number.isFinite(value) ? value !== expected[i] : false
        );
        assertEquals(lost, -1, `${images}: ${actual[lost]}`);
        assertEquals(actual.some(Number.isFinite), true);
      }
    }
  },
  { onWebGPU: true },
);
