/** NumPy's archives: there and back, and nothing unpacked that is not bounded before. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeNpz, encodeNpz } from "@decograd/decograd/data";
import { joined } from "../../data/bytes.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { integersBelow } from "../helpers/random.ts";

const { archives } = loadFixture<{ archives: Record<string, string> }>(
  "npy/npy.json",
);

const arrays = {
  weights: { shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
  "ä/b": { shape: [100], data: new Uint8Array(100) },
};

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

for (const [name, file] of Object.entries(archives)) {
  Deno.test(`what NumPy has ${name} is read`, async () => {
    assertEquals(await decodeNpz(bytes(file)), arrays);
  });
}

Deno.test("archives come back as they were, stored and deflated, of none and of any name", async () => {
  const named = JSON.parse('{ "__proto__": 0, "": 0 }');
  for (const key of Object.keys(named)) named[key] = arrays.weights;
  for (const compressed of [false, true]) {
    for (const some of [arrays, {}, named]) {
      const file = await encodeNpz(some, { compressed });
      const read = await decodeNpz(file);
      assertEquals(Object.entries(read), Object.entries(some));
      const shared = new Uint8Array(new SharedArrayBuffer(file.length));
      shared.set(file);
      assertEquals(Object.keys(await decodeNpz(shared)), Object.keys(some));
    }
  }
  const [stored, packed] = [
    await encodeNpz(arrays),
    await encodeNpz(arrays, { compressed: true }),
  ];
  assert(packed.length < stored.length);
});

Deno.test("no more is unpacked than is allowed, or than deflate can make", async () => {
  const file = await encodeNpz(arrays, { compressed: true });
  await assertRejects(
    () => decodeNpz(file, { maxBytes: 100 }),
    RangeError,
    "expected files of at most 100 bytes, received",
  );
  const view = new DataView(file.buffer);
  const directory = view.getUint32(file.length - 6, true);
  // The size that the directory says, of what is packed in fewer bytes than that takes.
  view.setUint32(directory + 24, 0xfffffff0, true);
  await assertRejects(() => decodeNpz(file), TypeError, "of another length");
});

Deno.test("entries that say the wrong size, checksum, place or method are refused", async () => {
  // The last one is the first letter of the name, which stands before the entry too.
  const places = [10, 16, 20, 24, 42, 46];
  for (const compressed of [false, true]) {
    const file = await encodeNpz(arrays, { compressed });
    const directory = new DataView(file.buffer).getUint32(
      file.length - 6,
      true,
    );
    for (const place of places) {
      for (const change of [1, -1, 1000]) {
        // The last byte of what is deflated may be left unread, and all that counts be there.
        if (compressed && place === 20 && change === -1) continue;
        const wrong = file.slice();
        const view = new DataView(wrong.buffer);
        const at = directory + place;
        view.setUint32(at, view.getUint32(at, true) + change, true);
        await assertRejects(
          () => decodeNpz(wrong),
          TypeError,
          "Cannot decode npz: ",
        );
      }
    }
  }
});

Deno.test("of two archives one behind the other, neither is taken for the whole", async () => {
  const file = await encodeNpz(arrays);
  await assertRejects(
    () => decodeNpz(joined([file, file])),
    TypeError,
    "a directory of another length, or elsewhere",
  );
});

Deno.test("damaged archives are refused in words, whatever is damaged", async () => {
  const next = integersBelow(7);
  for (const compressed of [false, true]) {
    const file = await encodeNpz(arrays, { compressed });
    for (let trial = 0; trial < 600; trial++) {
      const damaged = trial % 3 === 0
        ? file.slice(0, next(file.length))
        : file.slice();
      for (let i = next(4); i >= 0 && damaged.length > 0; i--) {
        damaged[next(damaged.length)] = next(256);
      }
      try {
        await decodeNpz(damaged);
      } catch (error) {
        assert(error instanceof TypeError || error instanceof RangeError);
        assert(/^Cannot decode npz: /.test(error.message), `${error}`);
      }
    }
  }
});
