/** Rows of images that are read before their windows need them. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { cellsOf } from "../../../../../backends/wasm/kernels/elementwise/cells.ts";
import {
  aheadOf,
  readsMuch,
} from "../../../../../backends/wasm/kernels/elementwise/read_ahead.ts";
import type { Loop } from "../../../../../backends/wasm/rows/loop.ts";

const FLOAT = Float32Array.BYTES_PER_ELEMENT, ROUND = 256;
/** Where the output lies, before all images or behind them. */
const PLACES = [0, 2 ** 28];
/** Where the first image begins. */
const START = 2 ** 24;

/** Windows of `size` x `size` that step by `stride` over images, and the rows of images of which each loop reads all. */
const WINDOWS = [
  { size: 3, stride: 2, fresh: [1, 2] },
  { size: 4, stride: 2, fresh: [2, 3] },
  { size: 3, stride: 3, fresh: [0, 1, 2] },
  // What lies between windows is not read, and those that step by a pixel come to all in order.
  { size: 2, stride: 3, fresh: [] },
  { size: 3, stride: 1, fresh: [] },
];

/** The loop of windows over five images of 66 x 66 pixels; the output comes last. */
function loopOf(
  { size, stride }: { size: number; stride: number },
  channels: number,
  to: number,
): Loop {
  const high = 66, wide = high * channels, taps = size * size;
  const count = Math.floor((high - size) / stride) + 1;
  const axis = (size: number, step: number, out: number) => ({
    size,
    strides: [...Array(taps).fill(step), out],
  });
  const cells = Array.from(
    { length: taps },
    (_, k) =>
      START + FLOAT * (Math.floor(k / size) * wide + k % size * channels),
  );
  return {
    addresses: [...cells, to],
    axes: [
      axis(5, high * wide, count * count * channels),
      axis(count, stride * wide, count * channels),
      axis(count, stride * channels, channels),
      axis(channels, 1, 1),
    ],
  };
}

for (const { size, stride, fresh } of WINDOWS) {
  const name = `windows of ${size} x ${size} with strides of ${stride}`;

  Deno.test(`of ${name}, rows that no window has read yet are read, and nothing behind them`, () => {
    for (const to of PLACES) {
      const loop = loopOf({ size, stride }, 64, to), { addresses, axes } = loop;
      const inputs = size * size, cells = cellsOf(loop, 1);
      assert(readsMuch(loop, inputs));
      const ahead = aheadOf(loop, cells, inputs);
      const read = ahead?.pointers.map((p) => addresses[cells.chosen[p]]) ?? [];
      assertEquals(read, fresh.map((row) => addresses[row * size]));
      if (!ahead) continue;
      const [, , across, row] = axes;
      assertEquals(ahead.windows, across.size);
      const last = (across.size - 1) * across.strides[0] +
        (size - 1) * row.size;
      const bytes = FLOAT * (last + row.size);
      assert(ahead.rounds * ROUND <= bytes);
      assert(ahead.rounds * ROUND > bytes - ROUND);
    }
  });
}

Deno.test("a single image, and short rows of images, are not read ahead", () => {
  const windows = { size: 3, stride: 2 };
  const many = loopOf(windows, 64, 0), [, ...axes] = many.axes;
  assert(!readsMuch({ ...many, axes }, 9));
  const narrow = loopOf(windows, 8, 0);
  assertEquals(aheadOf(narrow, cellsOf(narrow, 1), 9), undefined);
});

Deno.test("windows over many images have the bits of those over one", async () => {
  const { AveragePooling2D, MaxPooling2D, UpSampling2D } = dg.layers;
  const windows = [3, 4].flatMap((poolSize) =>
    (["same", "valid"] as const).map((padding) => ({
      poolSize,
      padding,
      strides: 2,
    }))
  );
  const layers = [
    ...windows.map((options) => new MaxPooling2D(options)),
    ...windows.map((options) => new AveragePooling2D(options)),
    new UpSampling2D({ interpolation: "bilinear" }),
  ];
  await dg.setBackend("wasm", { threads: 2 });
  try {
    for (const [i, layer] of layers.entries()) {
      for (const channels of i % 2 === 0 ? [64] : [50]) {
        const scope = new dg.Scope();
        const side = layer instanceof UpSampling2D ? 38 : 67;
        const images = Array.from(
          { length: 6 },
          (_, seed) => dg.randomNormal([1, side, side, channels], { seed }),
        );
        const both = (x: dg.Tensor): dg.Tensor[] => {
          using tape = new dg.GradientTape();
          tape.watch(x);
          const y = layer.apply(x);
          const loss = dg.sum(dg.square(y));
          return [y, tape.gradient(loss, [x])[0]!];
        };
        const all = both(dg.concat(images, 0));
        const each = images.map(both);
        const alone = [0, 1].map((j) =>
          dg.concat(each.map((pair) => pair[j]), 0)
        );
        const read = [...all, ...alone].map((tensor) => tensor.data());
        scope[Symbol.dispose]();
        const [y, gradient, ...expected] = await Promise.all(read);
        for (const [j, data] of [y, gradient].entries()) {
          assert(
            data.every((x, k) => Object.is(x, expected[j][k])),
            `layer ${i}, ${channels} channels, result ${j}`,
          );
        }
      }
    }
  } finally {
    await dg.setBackend("wasm");
  }
});
