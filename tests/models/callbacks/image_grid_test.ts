/** Pictures of what a model makes, in files and in a notebook. */

import * as dg from "@decograd/decograd";
import { inFolder } from "../../helpers/folder.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";

const z = dg.tensor([[0, 1], [1, 0], [1, 1], [0.5, 0.5], [0, 0]]);

/** A decoder whose images are their two numbers, side by side. */
function decoder(): dg.Sequential {
  const model = new dg.Sequential([
    new dg.layers.Reshape({ targetShape: [1, 2, 1], inputShape: [2] }),
    new dg.layers.Rescaling({ scale: 2, offset: -1 }),
    new dg.layers.Dense({
      units: 1,
      useBias: false,
      kernelInitializer: "ones",
    }),
  ]);
  const optimizer = new dg.optimizers.SGD({ learningRate: 0 });
  model.compile({ optimizer, loss: "mse" });
  return model;
}

function fit(grid: dg.callbacks.ImageGrid, epochs: number): Promise<unknown> {
  const y = dg.zeros([5, 1, 2, 1]);
  return decoder().fit(z, y, { epochs, callbacks: [grid], verbose: 0 });
}

Deno.test("a picture is written after every so many epochs, with black and white where they are said to be", () =>
  inFolder(async (folder) => {
    const grid = new dg.callbacks.ImageGrid(z, {
      ...{ filepath: `${folder}/a/{epoch:03d}.png`, epochFreq: 2 },
      ...{ black: -1, white: 1, columns: 3 },
    });
    await fit(grid, 5);
    const names = [...Deno.readDirSync(`${folder}/a`)].map(({ name }) => name);
    assertEquals(names.sort(), ["002.png", "004.png"]);
    const picture = await dg.data.decodePng(
      await Deno.readFile(`${folder}/a/004.png`),
    );
    assertEquals([picture.width, picture.height], [3 * 2 + 4 * 2, 2 + 3 * 2]);
    const at = (x: number, y: number) => picture.data[y * picture.width + x];
    // The first image is black and white, the fourth grey.
    assertEquals([at(2, 2), at(3, 2)], [0, 255]);
    assertEquals([at(2, 5), at(3, 5)], [128, 128]);
  }));

Deno.test("a function makes images, at once or later, and they are freed", () =>
  inFolder(async (folder) => {
    const made: dg.Tensor[] = [];
    const images = async () => {
      await Promise.resolve();
      made.push(dg.ones([2, 3, 3]));
      return made.at(-1)!;
    };
    const filepath = `${folder}/{epoch}.png`;
    await fit(new dg.callbacks.ImageGrid({ images, filepath }), 2);
    assertEquals(made.map(({ disposed }) => disposed), [true, true]);
    assertEquals([...Deno.readDirSync(folder)].length, 2);
  }));

Deno.test("a notebook shows each picture in the place of the one before", async () => {
  const shown: { bundle: Record<string, string>; update: boolean }[] = [];
  const jupyter = {
    display(
      bundle: Record<string, string>,
      { update }: { update: boolean },
    ): Promise<void> {
      shown.push({ bundle, update });
      return Promise.resolve();
    },
  };
  const own = Object.getOwnPropertyDescriptor(globalThis, "Deno")!;
  Object.defineProperty(globalThis, "Deno", {
    ...own,
    value: Object.create(Deno, { jupyter: { value: jupyter } }),
  });
  try {
    await fit(new dg.callbacks.ImageGrid({ images: z }), 2);
  } finally {
    Object.defineProperty(globalThis, "Deno", own);
  }
  assertEquals(shown.map(({ update }) => update), [false, true]);
  const png = Uint8Array.fromBase64(shown[1].bundle["image/png"]);
  assertEquals((await dg.data.decodePng(png)).height, 2 * 1 + 3 * 2);
});

Deno.test("what is no image is refused by its shape", async () => {
  for (
    const [shape, message] of [
      [[2, 3], "received shape [2, 3]"],
      [[2, 3, 3, 2], "received shape [2, 3, 3, 2]"],
    ] as const
  ) {
    const images = () => dg.ones(shape);
    await assertRejects(
      () => fit(new dg.callbacks.ImageGrid({ images }), 1),
      dg.ShapeError,
      message,
    );
  }
  const images = () => 3 as unknown as dg.Tensor;
  await assertRejects(
    () => fit(new dg.callbacks.ImageGrid({ images }), 1),
    TypeError,
    "expected images to give a tensor, received 3",
  );
  assert(!z.disposed);
});
