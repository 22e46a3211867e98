/** Folders of images as data sets, held to what Keras makes of the same folder. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  imageDataset,
  ImageFileError,
  loadImage,
} from "@decograd/decograd/images";
import type { ImageDatasetOptions } from "@decograd/decograd/images";
import fixture from "../fixtures/pictures/datasets.json" with { type: "json" };
import pngs from "../fixtures/pictures/png.json" with { type: "json" };
import { assertClose } from "../helpers/assert_close.ts";

/** A folder of files that is there until it is disposed. */
async function folderOf(
  files: Readonly<Record<string, Uint8Array>>,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir();
  for (const [name, bytes] of Object.entries(files)) {
    const folder = `${path}/${name}`.replace(/\/[^/]*$/, "");
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeFile(`${path}/${name}`, bytes);
  }
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

const FILES = Object.fromEntries(
  Object.entries(fixture.files)
    .map(([name, file]) => [name, Uint8Array.fromBase64(file)]),
);
const SMALL = { imageSize: 4, shuffle: false } as const;

function camelCase(name: string): string {
  return name.replace(/_./g, ([, letter]) => letter.toUpperCase());
}

/** Any options, as a caller without types may give them. */
function made(source: string | readonly string[], options: unknown) {
  const given = options as ImageDatasetOptions & { readonly subset?: null };
  return imageDataset(source, given);
}

Deno.test("imageDataset gives the batches that Keras gives, of each kind", async () => {
  await using folder = await folderOf(FILES);
  for (const { options, classNames, filePaths, batches } of fixture.cases) {
    const given = Object.fromEntries(
      Object.entries(options).map(([name, value]) => [camelCase(name), value]),
    );
    const dataset = await made(folder.path, { ...given, shuffle: false });
    assertEquals(dataset.classNames, classNames);
    assertEquals(
      dataset.filePaths.map((path) => path.slice(folder.path.length + 1)),
      filePaths,
    );
    assertEquals(dataset.cardinality, batches.length);
    const got: readonly unknown[] = await Array.fromAsync(dataset);
    got.forEach((batch, i) => {
      const parts = Array.isArray(batch) ? batch : [batch];
      assertEquals(parts.length, batches[i].length);
      batches[i].forEach(({ shape, data }, part) => {
        assertEquals(parts[part].shape, shape);
        // Bytes times weights, at most 6 along each axis.
        assertClose(parts[part].data, data, { terms: 36, magnitude: 510 });
      });
    });
  }
});

Deno.test("both parts together are all files, each in one of them, and the same for a seed", async () => {
  await using folder = await folderOf(FILES);
  const options = { ...SMALL, shuffle: true, seed: 3, validationSplit: 0.4 };
  const [training, validation] = await imageDataset(folder.path, {
    ...options,
    subset: "both",
  });
  assertEquals([training.filePaths.length, validation.filePaths.length], [
    3,
    2,
  ]);
  const all = [...training.filePaths, ...validation.filePaths].sort();
  const expected = Object.keys(FILES).map((name) => `${folder.path}/${name}`);
  assertEquals(all, expected.sort());
  for (
    const [subset, part] of [["training", training], [
      "validation",
      validation,
    ]] as const
  ) {
    const alone = await imageDataset(folder.path, { ...options, subset });
    assertEquals(alone.filePaths, part.filePaths);
  }
});

Deno.test("each epoch has another order, and the same ones again for a seed; validation keeps its own", async () => {
  await using folder = await folderOf(FILES);
  const options = { imageSize: 1, seed: 5, batchSize: 5 };
  const first = await imageDataset(folder.path, options);
  const passes = [];
  for (let i = 0; i < 3; i++) {
    for await (const [x] of first) passes.push(x.data.join());
  }
  assertEquals(new Set(passes).size > 1, true);
  const again = await imageDataset(folder.path, options);
  for await (const [x] of again) assertEquals(x.data.join(), passes[0]);
  const [, validation] = await imageDataset(folder.path, {
    ...options,
    validationSplit: 0.6,
    subset: "both",
  });
  const kept = [];
  for (let i = 0; i < 4; i++) {
    for await (const [x] of validation) kept.push(x.data.join());
  }
  assertEquals(new Set(kept).size, 1);
});

Deno.test("images without labels come alone, in one part and in two", async () => {
  await using folder = await folderOf(FILES);
  const all = await imageDataset(folder.path, { ...SMALL, labelMode: null });
  for await (const images of all) assertEquals(images.shape, [5, 4, 4, 3]);
  const [training, validation] = await imageDataset(folder.path, {
    ...SMALL,
    labels: null,
    validationSplit: 0.2,
    subset: "both",
  });
  for await (const images of training) assertEquals(images.shape[0], 4);
  for await (const images of validation) assertEquals(images.shape[0], 1);
});

Deno.test("a model learns from a folder", async () => {
  await using folder = await folderOf(FILES);
  const [train, validation] = await imageDataset(folder.path, {
    ...SMALL,
    batchSize: 2,
    validationSplit: 0.4,
    subset: "both",
  });
  const model = new dg.Sequential([
    new dg.layers.Rescaling({ scale: 1 / 255 }),
    new dg.layers.Flatten(),
    new dg.layers.Dense({ units: 2 }),
  ]);
  model.compile({
    optimizer: "sgd",
    loss: new dg.losses.SparseCategoricalCrossentropy({ fromLogits: true }),
  });
  const { history } = await model.fit(train, null, {
    epochs: 2,
    validationData: validation,
    verbose: 0,
  });
  assertEquals(history.loss.length, 2);
  assert(history.val_loss.every(Number.isFinite));
});

Deno.test("files of a list have the classes of their folders, or labels of their own", async () => {
  await using folder = await folderOf(FILES);
  const list = ["dog/e", "cat/a", "cat/b"].map((name) =>
    `${folder.path}/${name}.png`
  );
  const inferred = await imageDataset(list, { ...SMALL, batchSize: null });
  assertEquals(inferred.classNames, ["cat", "dog"]);
  const seen = [];
  for await (const [x, y] of inferred) seen.push([x.shape, y.data[0]]);
  assertEquals(seen, [[[4, 4, 3], 1], [[4, 4, 3], 0], [[4, 4, 3], 0]]);
  const labelled = await imageDataset(list, { ...SMALL, labels: [2, 0, 7] });
  assertEquals(labelled.classNames, ["0", "2", "7"]);
  for await (const [, y] of labelled) assertEquals([...y.data], [2, 0, 7]);
});

Deno.test("hidden files are no images, and links to folders are followed where that is asked for", async () => {
  await using folder = await folderOf({
    ...FILES,
    "cat/._a.png": Uint8Array.of(0),
    ".git/b.png": Uint8Array.of(0),
    "cat/notes.txt": Uint8Array.of(0),
  });
  await Deno.symlink(`${folder.path}/dog`, `${folder.path}/wolf`);
  const without = await imageDataset(folder.path, SMALL);
  assertEquals([without.filePaths.length, without.classNames], [5, [
    "cat",
    "dog",
  ]]);
  const followed = await imageDataset(folder.path, {
    ...SMALL,
    followLinks: true,
  });
  assertEquals(followed.classNames, ["cat", "dog", "wolf"]);
  assertEquals(followed.filePaths.length, 7);
});

Deno.test("what cannot be meant is refused before a file is decoded", async () => {
  await using folder = await folderOf(FILES);
  await using other = await folderOf({ "cat/a.webp": Uint8Array.of(0) });
  await using empty = await folderOf({ "cat/a.txt": Uint8Array.of(0) });
  const { path } = folder;
  const wrong: [string | readonly string[], unknown, string][] = [
    [other.path, {}, 'expected PNG or JPEG files, received "'],
    [empty.path, {}, "received none in folders of /"],
    [empty.path, { labels: null }, "received none in /"],
    [[], {}, "received an empty list"],
    [path, { imageSize: [2] }, "expected imageSize to be"],
    [path, { colorMode: "grey" }, "expected colorMode to be one of"],
    [path, { labels: "none" }, 'expected labels to be "inferred", null or'],
    [path, { labels: [0, 1] }, "a label for each of 5 files, received 2"],
    [
      path,
      { labels: [0, 0, 0, 0, 9], labelMode: "categorical" },
      "labels below 2",
    ],
    [
      path,
      { labels: [0, 1, 2, 0, 0], labelMode: "binary" },
      "expected 2 classes",
    ],
    [path, { labels: null, classNames: ["cat"] }, "expected classNames where"],
    [path, { classNames: ["cat", "dog", "cat"] }, 'received "cat" twice'],
    [
      path,
      { subset: "training" },
      "both subset and validationSplit or neither",
    ],
    [path, { validationSplit: 0.5 }, "both subset and validationSplit or"],
    [path, { validationSplit: 0.5, subset: "training" }, "expected a seed"],
    [
      path,
      { validationSplit: 0.1, subset: "both" },
      "that leaves some for both parts, received 0.1 of 5 files",
    ],
    [
      path,
      { cropToAspectRatio: true, padToAspectRatio: true },
      "received both",
    ],
    [path, { colourMode: "rgb" }, "did you mean colorMode?"],
    [
      [`${path}/cat/a.png`],
      { classNames: ["dog"] },
      "in folders dog, received",
    ],
  ];
  for (const [source, options, message] of wrong) {
    await assertRejects(() => made(source, options), Error, message);
  }
  await assertRejects(
    () => imageDataset(`${path}/bird`, SMALL),
    Deno.errors.NotFound,
    "bird: expected a folder of images, received No such file or directory",
  );
});

Deno.test("a damaged file ends the pass with an error that names it", async () => {
  const whole = Uint8Array.fromBase64(pngs[0].file);
  const damaged: [Uint8Array, string][] = [
    [whole.subarray(0, 40), "Cannot decode PNG: expected a whole PNG file"],
    [new Uint8Array(0), "expected a PNG or JPEG file, received 0 bytes"],
    [new TextEncoder().encode("<html>"), 'that begin with "<html>"'],
  ];
  for (const [bytes, message] of damaged) {
    await using folder = await folderOf({
      "cat/a.png": whole,
      "cat/b.png": bytes,
    });
    const dataset = await imageDataset(folder.path, SMALL);
    const error = await assertRejects(
      () => Array.fromAsync(dataset),
      ImageFileError,
      message,
    );
    assertEquals(error.path, `${folder.path}/cat/b.png`);
    assert(error.message.includes(error.path), error.message);
    const large = await imageDataset(folder.path, { ...SMALL, maxPixels: 9 });
    await assertRejects(
      () => Array.fromAsync(large),
      ImageFileError,
      "cat/a.png: Cannot decode PNG: expected at most 9 pixels, received 13 x 11",
    );
  }
});

Deno.test("loadImage reads files by path and URL, and adds or leaves out channels", async () => {
  await using folder = await folderOf(FILES);
  const path = `${folder.path}/cat/more/c.png`;
  const rgba = await loadImage(path, { colorMode: "rgba" });
  const rgb = await loadImage(new URL(`file://${path}`));
  assertEquals(rgb.shape.at(-1), 3);
  assertEquals(rgb.data, rgba.data.filter((_, i) => i % 4 < 3));
  const grey = await loadImage(`${folder.path}/cat/b.png`, {
    colorMode: "rgba",
  });
  assertEquals(grey.data[3], 255);
  assertEquals(grey.data[0], grey.data[2]);
});
