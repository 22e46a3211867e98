/** Files of HDF5 in all ways that h5py can be told to write them: element i of each array is i / 4 - 3. */

import { assertEquals, assertRejects } from "@std/assert";
import { readHdf5 } from "../../saving/hdf5/read.ts";

function fileOf(name: string): Promise<Uint8Array> {
  return Deno.readFile(new URL(`../fixtures/hdf5/${name}.h5`, import.meta.url));
}

for (const libver of ["earliest", "latest"]) {
  Deno.test(`arrays, groups and texts are read of a file of libver="${libver}"`, async () => {
    const isLatest = libver === "latest";
    const tree = await readHdf5("read", await fileOf(libver));
    assertEquals(Object.fromEntries(tree.attributes), {
      text: "of any length",
      list: ["fixed", "length"],
    });
    const shapes = {
      plain: {
        float32: [3, 2],
        float64: [3],
        big_endian: [5],
        number: [],
        compact: [2, 3],
      },
      pieces: {
        unpacked: [7, 5],
        gzip: [7, 5],
        all: [9, 4],
        alone: [6, 4],
        alone_unpacked: [6],
        odd: [5],
        checked: [2, 3, 4],
        deep: [2, 3, 2, 3],
        many: [isLatest ? 1200 : 100],
        ...!isLatest && { growing: [7, 5] },
      },
    };
    for (const [group, expected] of Object.entries(shapes)) {
      const { arrays } = tree.groups.get(group)!;
      assertEquals(
        Object.fromEntries([...arrays].map(([name, { shape }]) => [
          name,
          shape,
        ])),
        expected,
      );
      for (const [name, { shape, data }] of arrays) {
        const count = shape.reduce((a, b) => a * b, 1);
        const values = Array.from({ length: count }, (_, i) => i / 4 - 3);
        const whole = name === "odd" ? values.map(Math.trunc) : values;
        assertEquals([...data], whole, `${group}/${name}`);
      }
    }
    const crowd = tree.groups.get("crowd")!.groups;
    assertEquals(crowd.size, isLatest ? 300 : 20);
    assertEquals(
      crowd.has("a group of a long name, the 17th of its kind"),
      true,
    );
    const told = Object.fromEntries(tree.groups.get("told")!.attributes);
    assertEquals(
      told,
      Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [`attribute_${i}`, `text ${i}`]),
      ),
    );
  });
}

Deno.test("what is not read of HDF5 is refused with the reason", async () => {
  const reasons = {
    lzf: "pieces packed by lzf (gzip is read)",
    growing: "an array that may grow",
    holes: "an array that was never written as a whole",
    empty: "an array that was never written as a whole",
    elsewhere: "an array that lies in other files",
    outside: "an array that lies in other files",
    soft: "a link by name",
    other_file: "a part of an unknown form",
    complex: "Compound type not yet implemented!",
    long_text: "something that is too large for a heap",
  };
  for (const [name, reason] of Object.entries(reasons)) {
    const file = await fileOf(`refused_${name}`);
    await assertRejects(
      () => readHdf5("read", file),
      TypeError,
      `Cannot read: expected a whole HDF5 file, received one with ${reason}`,
    );
  }
});

Deno.test("a damaged piece is noticed by its checksum", async () => {
  const file = await fileOf("latest");
  // The elements of `checked` as they lie there: those of its first piece, which is padded with nothing.
  const first = Float32Array.of(-3, -2.75, -2.5, -2, -1.75, -1.5);
  const bytes = new Uint8Array(first.buffer);
  const at = file.findIndex((_, i) =>
    bytes.every((byte, j) => file[i + j] === byte)
  );
  assertEquals(at > 0, true);
  file[at] ^= 1;
  await assertRejects(
    () => readHdf5("read", file),
    TypeError,
    "a damaged piece",
  );
});
