import { assertEquals, assertRejects } from "@std/assert";
import { decodeIdx, loadIdxDataset } from "@decograd/decograd/data";
import { inFolder } from "../helpers/folder.ts";

const LABELS = [0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1];

async function gzip(bytes: number[]): Promise<Uint8Array> {
  const stream = new Blob([Uint8Array.from(bytes)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

Deno.test("decodeIdx reads each type, big-endian", async () => {
  const cases: [number, number[], ArrayLike<number>][] = [
    [0x08, [255], Uint8Array.of(255)],
    [0x09, [255], Int8Array.of(-1)],
    [0x0b, [255, 254], Int16Array.of(-2)],
    [0x0c, [0, 0, 1, 2], Int32Array.of(258)],
    [0x0d, [0x3f, 0x80, 0, 0], Float32Array.of(1)],
    [0x0e, [0x40, 0, 0, 0, 0, 0, 0, 0], Float64Array.of(2)],
  ];
  for (const [type, value, expected] of cases) {
    const header = [0, 0, type, 2, 0, 0, 0, 1, 0, 0, 0, 1];
    const file = Uint8Array.from([...header, ...value]);
    const { shape, data } = await decodeIdx(file);
    assertEquals(shape, [1, 1]);
    assertEquals<unknown>(data, expected);
  }
});

Deno.test("decodeIdx reads gzipped files and windows into larger buffers", async () => {
  const expected = { shape: [3], data: Uint8Array.of(7, 2, 1) };
  assertEquals<unknown>(await decodeIdx(await gzip(LABELS)), expected);
  const larger = Uint8Array.from([9, ...LABELS, 9]);
  assertEquals<unknown>(await decodeIdx(larger.subarray(1, -1)), expected);
});

Deno.test("decodeIdx refuses what is no IDX file", async () => {
  const wrong: [number[], string][] = [
    [[0, 0], "expected a header of 4 bytes or more, received 2"],
    [[1, 0, 8, 1, 0, 0, 0, 0], "received 0x01000801"],
    [[0, 0, 7, 1, 0, 0, 0, 0], "received 0x00000701"],
    [[0, 0, 8, 2, 0, 0, 0, 1], "of 12 bytes for 2 axes, received 8"],
    [LABELS.slice(0, -1), "expected 11 bytes for shape [3], received 10"],
    [[...LABELS, 0], "expected 11 bytes for shape [3], received 12"],
    [[0, 0, 8, 2, ...Array(8).fill(255)], "expected sizes of a file"],
    [[0x1f, 0x8b, 8, 0], "expected a whole gzip file"],
  ];
  for (const [bytes, message] of wrong) {
    await assertRejects(
      () => decodeIdx(Uint8Array.from(bytes)),
      Error,
      message,
    );
  }
  const cut = (await gzip(LABELS)).subarray(0, -6);
  await assertRejects(() => decodeIdx(cut), TypeError, "a damaged one");
});

Deno.test("loadIdxDataset reads plain and gzipped files, and says what is wrong", async () => {
  const folder = await Deno.makeTempDir();
  const images = (n: number) => [
    ...[0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 1, 0, 0, 0, 2],
    ...Array(n * 2).fill(5),
  ];
  async function write(name: string, bytes: number[]) {
    const content = name.endsWith(".gz") ? await gzip(bytes) : bytes;
    await Deno.writeFile(`${folder}/${name}`, Uint8Array.from(content));
  }
  try {
    await write("train-images-idx3-ubyte", images(3));
    await write("train-labels-idx1-ubyte.gz", LABELS);
    await write("t10k-images-idx3-ubyte.gz", images(2));
    await assertRejects(
      () => loadIdxDataset(folder),
      RangeError,
      "expected a file t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz",
    );
    await write("t10k-labels-idx1-ubyte", LABELS);
    await assertRejects(
      () => loadIdxDataset(folder),
      RangeError,
      "expected a label for each of 2 t10k images, received 3",
    );
    await write("t10k-images-idx3-ubyte.gz", images(4));
    await assertRejects(
      () => loadIdxDataset(folder),
      RangeError,
      "expected a label for each of 4 t10k images, received 3",
    );
    await write("t10k-images-idx3-ubyte.gz", images(3));
    const url = new URL(`file://${folder}`);
    for (const lost of ["?a", "#a"]) {
      await assertRejects(
        () => loadIdxDataset(new URL(`${url}${lost}`)),
        TypeError,
        "expected a file URL without ? and #",
      );
    }
    for (const where of [folder, `${folder}/`, url, new URL(`${url}/`)]) {
      const { train, test } = await loadIdxDataset(where);
      assertEquals(train.images.shape, [3, 1, 2]);
      assertEquals<unknown>(test.labels.data, Uint8Array.of(7, 2, 1));
    }
    await write("train-images-idx3-ubyte", LABELS);
    await assertRejects(
      () => loadIdxDataset(folder),
      TypeError,
      "expected train-images-idx3-ubyte to have 3 axes, received shape [3]",
    );
    await write("train-images-idx3-ubyte", LABELS.slice(0, -1));
    await assertRejects(
      () => loadIdxDataset(folder),
      TypeError,
      "Cannot load train-images-idx3-ubyte of",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("loadIdxDataset says in words what cannot be read", () =>
  inFolder(async (folder) => {
    const name = "train-images-idx3-ubyte";
    await Deno.mkdir(`${folder}/${name}`);
    const { message } = await assertRejects(
      () => loadIdxDataset(folder),
      Error,
    );
    assertEquals(
      message,
      `Cannot load ${folder}: expected to read ${name} there, received a folder`,
    );
  }));
