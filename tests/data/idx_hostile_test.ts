/** IDX files that say more than they hold, or hold more than they say. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeIdx } from "@decograd/decograd/data";
import { integersBelow } from "../helpers/random.ts";

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A file of the type with sizes and values as given, true or not. */
function idx(type: number, shape: readonly number[], values: Uint8Array) {
  const start = 4 + 4 * shape.length;
  const file = new Uint8Array(start + values.length);
  const view = new DataView(file.buffer);
  view.setUint32(0, (type << 8) | shape.length);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  file.set(values, start);
  return file;
}

Deno.test("decodeIdx unpacks no more of a gzip file than its header says", async () => {
  const whole = 1 << 27;
  const bomb = await gzip(idx(8, [3], new Uint8Array(whole)));
  const Original = globalThis.DecompressionStream;
  let unpacked = 0, cancelled = 0;
  class Counting extends Original {
    override get readable() {
      return super.readable.pipeThrough(
        new TransformStream({
          transform(piece, controller) {
            unpacked += piece.length;
            controller.enqueue(piece);
          },
          cancel() {
            cancelled++;
          },
        }),
      );
    }
  }
  globalThis.DecompressionStream = Counting as typeof Original;
  try {
    await assertRejects(
      () => decodeIdx(bomb),
      RangeError,
      "expected 11 bytes for shape [3], received a file that unpacks to others",
    );
  } finally {
    globalThis.DecompressionStream = Original;
  }
  // One piece makes 16 MiB, and others are on the way.
  assert(unpacked > 0 && unpacked <= whole / 2, `${unpacked} bytes`);
  assertEquals(cancelled, 1);
});

Deno.test("decodeIdx allocates nothing for a file that cannot hold what it says", async () => {
  const large = 2 ** 32 - 1;
  const few = new Uint8Array(8);
  const shapes = [
    [large],
    [large, large],
    [2 ** 31, 2 ** 31, 4],
    [2 ** 16, 2 ** 16, 2 ** 16, 2 ** 16],
    Array(255).fill(large),
    Array(255).fill(2),
    [1 << 20, 1 << 10],
  ];
  for (const shape of shapes) {
    for (const type of [0x08, 0x0e]) {
      const file = idx(type, shape, few);
      for (const bytes of [file, await gzip(file)]) {
        const error = await assertRejects(
          () => decodeIdx(bytes),
          RangeError,
          // And not that of an allocation that failed.
          "Cannot decode IDX: ",
        );
        assert(error.message.length < 400, error.message);
      }
    }
  }
});

Deno.test("decodeIdx reads as many axes as a header can have", async () => {
  for (const rank of [0, 1, 254, 255]) {
    const file = idx(8, Array(rank).fill(1), Uint8Array.of(7));
    for (const bytes of [file, await gzip(file)]) {
      const { shape, data } = await decodeIdx(bytes);
      assertEquals(shape.length, rank);
      assertEquals<unknown>(data, Uint8Array.of(7));
    }
  }
  const empty = idx(8, [2 ** 32 - 1, 2 ** 32 - 1, 0], new Uint8Array(0));
  assertEquals((await decodeIdx(empty)).data.length, 0);
});

Deno.test("what was written big-endian is read, packed and plain, over many pieces", async () => {
  const next = integersBelow(3);
  const types: [number, number, (view: DataView, at: number) => number][] = [
    [0x08, 1, (view, at) => view.getUint8(at)],
    [0x09, 1, (view, at) => view.getInt8(at)],
    [0x0b, 2, (view, at) => view.getInt16(at)],
    [0x0c, 4, (view, at) => view.getInt32(at)],
    [0x0d, 4, (view, at) => view.getFloat32(at)],
    [0x0e, 8, (view, at) => view.getFloat64(at)],
  ];
  for (const [type, size, read] of types) {
    for (const count of [1, 255, 40_000]) {
      const values = Uint8Array.from(
        { length: count * size },
        () => next(256),
      );
      const view = new DataView(values.buffer);
      const expected = Array.from(
        { length: count },
        (_, i) => read(view, i * size),
      );
      const file = idx(type, [count], values);
      for (const bytes of [file, await gzip(file)]) {
        const { data } = await decodeIdx(bytes);
        assertEquals(data.length, count);
        assert(expected.every((value, i) => Object.is(value, data[i])));
      }
      for (const wrong of [count - 1, count + 1]) {
        const lying = idx(type, [wrong], values);
        for (const bytes of [lying, await gzip(lying)]) {
          await assertRejects(() => decodeIdx(bytes), RangeError);
        }
      }
    }
  }
});
