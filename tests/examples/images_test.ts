/** The images that the decoder takes, and where its results go if they cannot go where they should. */

import { writeFile } from "@decograd/decograd/data";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { stub } from "@std/testing/mock";
import {
  ImagesError,
  loadImages,
  PIXELS,
} from "../../examples/shared/images.ts";
import { writeIdxFolder } from "../helpers/idx_folder.ts";
import { Output } from "../../examples/shared/output.ts";

/** Loads so many images to train and to test. */
async function load(
  [train, test]: [number, number],
  images: number | null,
  { width = 28, tested }: { width?: number; tested?: number } = {},
): Promise<[number, number]> {
  await using folder = await writeIdxFolder([train, test], width);
  const from = { data: folder.path, images, tested, grey: false };
  const set = await loadImages(from);
  return [set.train.shape[0], set.test.shape[0]];
}

Deno.test("as many images are taken as are asked for, and no more than there are", async () => {
  assertEquals(await load([3, 2], null), [3, 2]);
  assertEquals(await load([3, 2], 1), [1, 1]);
  assertEquals(await load([3, 2], 1, { tested: 2 }), [1, 2]);
  assertEquals(await load([3, 2], 3), [3, 2]);
  const wrong: [Parameters<typeof load>, string][] = [
    [[[3, 2], 4], "Cannot train on 4 images: expected at most 3"],
    [
      [[3, 2], 1, { tested: 3 }],
      "Cannot test with 3 images: expected at most 2",
    ],
    [[[0, 2], null], "received none"],
    [[[3, 0], null], "received none"],
    [[[3, 2], null, { width: 27 }], "28 x 28 pixels, received 28 x 27"],
  ];
  for (const [given, message] of wrong) {
    await assertRejects(() => load(...given), ImagesError, message);
  }
});

Deno.test("images to test with are learned from, too, where all are, and each keeps its label", async () => {
  await using folder = await writeIdxFolder([3, 2]);
  const last = `${folder.path}/t10k-labels-idx1-ubyte`;
  const file = await Deno.readFile(last);
  file[file.length - 1] = 7;
  await Deno.writeFile(last, file);
  const from = { data: folder.path, grey: true, all: true };
  const { train, test } = await loadImages({ ...from, images: null });
  assertEquals(train.shape, [5, 28, 28, 1]);
  assertEquals([...train.labels.data], [200, 200, 200, 200, 7]);
  await assertRejects(
    () => loadImages({ ...from, images: null, use: "use --score" }),
    ImagesError,
    "Cannot use --score: expected labels below 10, received 200 for image 0 in train-labels-idx1-ubyte",
  );
  assertEquals([train, test].map(({ data }) => data.length / PIXELS), [5, 2]);
  const { train: four } = await loadImages({ ...from, images: 4 });
  assertEquals([four.shape[0], four.labels.data.length], [4, 4]);
});

Deno.test("results whose folder is gone are kept elsewhere, and the run has failed", async () => {
  const folder = await Deno.makeTempDir();
  using output = await Output.open(folder, {
    files: ["samples.png"],
    weights: 1,
    overwrite: false,
    resume: false,
  });
  await Deno.remove(folder, { recursive: true });
  using log = stub(console, "log");
  using error = stub(console, "error");
  await output.save(
    "samples.png",
    (path) => writeFile(path, Uint8Array.of(1, 2)),
  );
  assert(output.failed);
  assertEquals(log.calls.length, 0);
  const said = error.calls.map(({ args }) => `${args[0]}`);
  const instead = said.at(-1)?.match(/^wrote (.+) instead$/)?.[1] ?? "";
  assertEquals([...await Deno.readFile(instead)], [1, 2]);
  await Deno.remove(instead.replace("/samples.png", ""), { recursive: true });
});
