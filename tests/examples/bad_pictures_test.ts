/** What the examples say of pictures of one's own that cannot be read. */

import * as dg from "@decograd/decograd";
import { assertEquals } from "@std/assert";
import { exampleFlags, runLines } from "../helpers/run_example.ts";

/** The folders that each takes, and how wide a picture is that is as high as it should be. */
const TAKEN = {
  super_resolution: { folders: ["."], wide: 1 },
  pix2pix: { folders: ["train", "test"], wide: 2 },
};

for (const [example, { folders, wide }] of Object.entries(TAKEN)) {
  Deno.test(`${example} names a picture that cannot be read, and shows no stack`, async () => {
    const data = await Deno.makeTempDir();
    try {
      const size = { width: 32 * wide, height: 32, channels: 3 } as const;
      const whole = await dg.data.encodePng({
        ...size,
        data: new Uint8Array(32 * wide * 32 * 3),
      });
      for (const folder of folders) {
        await Deno.mkdir(`${data}/${folder}`, { recursive: true });
        for (const name of "abcdef") {
          const file = name === "b" ? whole.subarray(0, 60) : whole;
          await Deno.writeFile(`${data}/${folder}/${name}.png`, file);
        }
      }
      const { code, err } = await runLines([
        ...[...exampleFlags(example), `--data=${data}`, `--out=${data}/out`],
        ...["--epochs=1", "--side=32", "--batch-size=1"],
      ]);
      const [line, ...more] = err.trim().split("\n");
      assertEquals([code, more], [2, []]);
      const said = line.replace(/load .*\/b\.png: /, "load b.png: ");
      assertEquals(
        said,
        "Cannot load b.png: Cannot decode PNG: expected a whole PNG file, received one that ends after 60 bytes",
      );
    } finally {
      await Deno.remove(data, { recursive: true });
    }
  });
}
