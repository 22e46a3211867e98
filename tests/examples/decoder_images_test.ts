/** The images that the decoder takes, and where its results go if they cannot go where they should. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { stub } from "@std/testing/mock";
import { ImagesError, loadImages } from "../../examples/decoder/images.ts";
import { Output } from "../../examples/decoder/output.ts";

/** Writes an IDX file of bytes. */
async function write(path: string, shape: number[]): Promise<void> {
  const values = shape.reduce((a, b) => a * b);
  const file = new Uint8Array(4 + 4 * shape.length + values).fill(200);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x0800 | shape.length);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  await Deno.writeFile(path, file);
}

/** Loads so many images to train and to test. */
async function load(
  [train, test]: [number, number],
  limit: number | null,
  width = 28,
): Promise<[number, number]> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [part, n] of [["train", train], ["t10k", test]] as const) {
      await write(`${folder}/${part}-images-idx3-ubyte`, [n, 28, width]);
      await write(`${folder}/${part}-labels-idx1-ubyte`, [n]);
    }
    const images = await loadImages({ folder, limit, grey: false });
    return [images.train.length / 784, images.test.length / 784];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("as many images are taken as are asked for, and no more than there are", async () => {
  assertEquals(await load([3, 2], null), [3, 2]);
  assertEquals(await load([3, 2], 1), [1, 2]);
  assertEquals(await load([3, 2], 3), [3, 2]);
  const wrong: [Parameters<typeof load>, string][] = [
    [[[3, 2], 4], "at most 3"],
    [[[0, 2], null], "received none"],
    [[[3, 0], null], "received none"],
    [[[3, 2], null, 27], "28 x 28 pixels, received 28 x 27"],
  ];
  for (const [given, message] of wrong) {
    await assertRejects(() => load(...given), ImagesError, message);
  }
});

Deno.test("results whose folder is gone are kept elsewhere, and the run has failed", async () => {
  const folder = await Deno.makeTempDir();
  const output = await Output.open(folder, { overwrite: false, bytes: 1 });
  await Deno.remove(folder, { recursive: true });
  using log = stub(console, "log");
  using error = stub(console, "error");
  await output.save("samples.png", Uint8Array.of(1, 2));
  assert(output.failed);
  assertEquals(log.calls.length, 0);
  const said = error.calls.map(({ args }) => `${args[0]}`);
  const instead = said.at(-1)?.match(/^wrote (.+) instead$/)?.[1] ?? "";
  assertEquals([...await Deno.readFile(instead)], [1, 2]);
  await Deno.remove(instead.replace("/samples.png", ""), { recursive: true });
});
