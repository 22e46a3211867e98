/** Which cell of a window is the largest, and gets its gradient: among ties, infinities and NaN. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const VALUES = [-Infinity, -2, -1, -1, 0, 0, 1, 1, 2, Infinity];
/** Channels, of which the last have NaN in some cells; the vectors of a kernel hold some of both. */
const CHANNELS = 11, PLAIN = 6;
const SIDE = 9;

const WINDOWS = [2, 3, 4].flatMap((poolSize) =>
  [1, 2, 3].map((strides) => ({ poolSize, strides }))
);

/** Numbers that repeat, without an order that windows would notice. */
function images(): Float32Array {
  let state = 1;
  return Float32Array.from({ length: SIDE * SIDE * CHANNELS }, (_, i) => {
    state = (state * 48271) % 2147483647;
    const isPlain = i % CHANNELS < PLAIN || state % 13 > 0;
    return isPlain ? VALUES[(state >> 8) % VALUES.length] : NaN;
  });
}

/** What the windows give, and what each cell gets of a gradient of 1 for each. */
function expected(
  x: Float32Array,
  { poolSize, strides }: typeof WINDOWS[number],
): { y: number[]; slope: number[] } {
  const count = Math.floor((SIDE - poolSize) / strides) + 1;
  const y: number[] = [], slope = Array<number>(x.length).fill(0);
  const offsets = Array.from({ length: poolSize }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        const cells = offsets.flatMap((a) =>
          offsets.map((b) =>
            ((i * strides + a) * SIDE + j * strides + b) * CHANNELS + channel
          )
        );
        // Math.max tells 0 from -0, and there is no -0 here.
        const most = Math.max(...cells.map((cell) => x[cell]));
        const first = cells.find((cell) => x[cell] === most);
        y.push(most);
        if (first !== undefined) slope[first]++;
      }
    }
  }
  return { y, slope };
}

forEachDevice(
  "the first of the largest cells gets a window's gradient, and none where one is NaN",
  async () => {
    const data = images();
    for (const window of WINDOWS) {
      const x = dg.tensor(data, [1, SIDE, SIDE, CHANNELS]);
      const layer = new dg.layers.MaxPooling2D(window);
      using tape = new dg.GradientTape();
      tape.watch(x);
      const y = layer.apply(x);
      const [slope] = tape.gradient(y, [x]);
      const found = { y: [...await y.data()], slope: [...await slope!.data()] };
      assertEquals(found, expected(data, window));
    }
  },
);

Deno.test("of 0 and -0 the first is the largest", async () => {
  await dg.setBackend("wasm");
  const x = dg.tensor([0, -0, -0, 0, -0, -0, 0, 0], [1, 2, 4, 1]);
  const y = new dg.layers.MaxPooling2D().apply(x);
  assertEquals([...await y.data()].map((z) => Object.is(z, -0)), [false, true]);
});
