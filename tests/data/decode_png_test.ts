/** Pictures read from PNG files, held to what TensorFlow reads. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodePng, encodePng } from "@decograd/decograd/data";
import { decode } from "fast-png";
import cases from "../fixtures/pictures/png.json" with { type: "json" };

Deno.test("decodePng reads files of every kind as TensorFlow does, in 8 and in 16 bits", async () => {
  for (const { name, file, shape, data, deep } of cases) {
    const bytes = Uint8Array.fromBase64(file);
    const picture = await decodePng(bytes);
    assertEquals(
      [picture.height, picture.width, picture.channels],
      shape,
      name,
    );
    assertEquals(picture.data, Uint8Array.fromBase64(data), name);
    const sixteen = await decodePng(bytes, { bits: 16 });
    const wanted = new Uint16Array(Uint8Array.fromBase64(deep).buffer);
    assertEquals(sixteen.data, wanted, `${name}, in 16 bits`);
  }
});

Deno.test("decodePng reads what encodePng writes, and another reader sees the same", async () => {
  for (const channels of [1, 3, 4] as const) {
    const [width, height] = [13, 5];
    const data = Uint8Array.from(
      { length: width * height * channels },
      (_, i) => (i * 37 + 11) % 256,
    );
    const file = await encodePng({ width, height, channels, data });
    const picture = await decodePng(file);
    assertEquals(picture, { width, height, channels, data });
    assertEquals(Uint8Array.from(decode(file).data), picture.data);
  }
});

const [{ file: whole }] = cases;

Deno.test("a file that is cut off anywhere is refused", async () => {
  const bytes = Uint8Array.fromBase64(whole);
  for (let length = 0; length < bytes.length; length++) {
    await assertRejects(
      () => decodePng(bytes.subarray(0, length)),
      TypeError,
      "Cannot decode PNG: expected a",
    );
  }
});

Deno.test("a file in which a bit of the picture fell over is refused", async () => {
  const bytes = Uint8Array.fromBase64(whole);
  for (let at = 0; at < bytes.length; at++) {
    const wrong = bytes.slice();
    wrong[at] ^= 0x10;
    await assertRejects(() => decodePng(wrong), TypeError, "Cannot decode PNG");
  }
});

Deno.test("a picture that is too large is refused before memory is taken", async () => {
  // 30,000 x 30,000 pixels of one bit, all the same: 112 MB of lines, within what deflate can do.
  const header = { width: 30_000, height: 30_000, depth: 1, colour: 0 };
  const large = await pngOf(header, new Uint8Array(200_000));
  await assertRejects(
    () => decodePng(large),
    RangeError,
    "expected at most 100000000 pixels, received 30000 x 30000",
  );
  // As many as may be, and nearly nothing packed for them.
  const bomb = await pngOf({ ...header, depth: 8 }, new Uint8Array(9));
  await assertRejects(
    () => decodePng(bomb, { maxPixels: 1e9 }),
    TypeError,
    "packed bytes for 900030000",
  );
});

Deno.test("more or fewer lines than the header says, filters and colours that there are not, are refused", async () => {
  const header = { width: 2, height: 2, depth: 8, colour: 0 };
  const wrong: [Parameters<typeof pngOf>, string][] = [
    [[header, new Uint8Array(5)], "expected pixels of 6 bytes"],
    [[header, new Uint8Array(7)], "expected pixels of 6 bytes"],
    [[header, Uint8Array.of(0, 1, 1, 5, 1, 1)], "a line with filter 5"],
    [[{ ...header, depth: 3 }, new Uint8Array(6)], "received IHDR of"],
    [[{ ...header, colour: 5 }, new Uint8Array(6)], "received IHDR of"],
    [[{ ...header, width: 0 }, new Uint8Array(6)], "received IHDR of"],
    [[{ ...header, interlace: 2 }, new Uint8Array(6)], "received IHDR of"],
    [[{ ...header, colour: 3 }, new Uint8Array(6)], "a palette of 0 bytes"],
    [
      [{ ...header, colour: 3 }, Uint8Array.of(0, 0, 1, 0, 0, 2), {
        PLTE: new Uint8Array(6),
      }],
      "colour 2 of a palette of 2",
    ],
    [
      [header, new Uint8Array(6), { tRNS: new Uint8Array(3) }],
      "tRNS of 3 bytes with grey",
    ],
    [[header, new Uint8Array(6), { ABCD: new Uint8Array(3) }], "ABCD"],
  ];
  for (const [given, message] of wrong) {
    const file = await pngOf(...given);
    await assertRejects(() => decodePng(file), TypeError, message);
  }
});

/** A file of lines that may not go with its header. */
async function pngOf(
  header: {
    width: number;
    height: number;
    depth: number;
    colour: number;
    interlace?: number;
  },
  lines: Uint8Array<ArrayBuffer>,
  chunks: Readonly<Record<string, Uint8Array>> = {},
): Promise<Uint8Array> {
  const one = { width: 1, height: 1, channels: 1, data: Uint8Array.of(0) };
  const file = await encodePng(one as Parameters<typeof encodePng>[0]);
  const content = file.slice(16, 29);
  const view = new DataView(content.buffer);
  view.setUint32(0, header.width);
  view.setUint32(4, header.height);
  content.set([header.depth, header.colour, 0, 0, header.interlace ?? 0], 8);
  const stream = new Blob([lines]).stream()
    .pipeThrough(new CompressionStream("deflate"));
  const packed = await new Response(stream).bytes();
  const all = {
    IHDR: content,
    ...chunks,
    IDAT: packed,
    IEND: new Uint8Array(),
  };
  const parts = Object.entries(all).map(([name, bytes]) => chunk(name, bytes));
  return await new Blob([file.slice(0, 8), ...parts]).bytes();
}

function chunk(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, -4)));
  return bytes;
}

/** From its definition, bit by bit. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}

Deno.test("there is a file of each kind", () => {
  assert(cases.length > 50, `${cases.length}`);
});
