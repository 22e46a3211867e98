/** What files and pictures are like where nothing is asked for. */

import { assertEquals } from "@std/assert";
import { imageGrid, writeFile } from "@decograd/decograd/data";

Deno.test("images are tiled nearly square, with grey gaps of two", () => {
  const images = { shape: [5, 1, 2, 1], data: new Float32Array(10).fill(1) };
  const { width, height, data } = imageGrid(images);
  // Three columns of two pixels and two rows of one, gaps around each.
  assertEquals([width, height], [3 * 2 + 4 * 2, 2 * 1 + 3 * 2]);
  const row = [...data.subarray(2 * width, 3 * width)];
  const expected = [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0];
  assertEquals(row, expected.map((is) => is ? 255 : 128));
});

Deno.test({
  name: "a file that is replaced keeps its group, and its owner",
  // Nobody else may give files away.
  ignore: Deno.build.os === "windows" || await ownerOfFiles() !== 0,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      for (const [uid, gid] of [[0, 7], [7, 0], [7, 8]]) {
        const path = `${folder}/${uid}-${gid}`;
        await Deno.writeFile(path, Uint8Array.of(1));
        await Deno.chown(path, uid, gid);
        await writeFile(path, Uint8Array.of(2));
        const after = await Deno.stat(path);
        assertEquals([after.uid, after.gid], [uid, gid]);
        assertEquals([...await Deno.readFile(path)], [2]);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Who we are, told by what we make: asking outright takes a permission. */
async function ownerOfFiles(): Promise<number | null> {
  const file = await Deno.makeTempFile();
  try {
    return (await Deno.stat(file)).uid;
  } finally {
    await Deno.remove(file);
  }
}
