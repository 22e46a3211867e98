/** What the examples say of pictures of one's own that cannot be read. */

import * as dg from "@decograd/decograd";
import { ImageFileError } from "@decograd/decograd/images";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { loadPairs } from "../../examples/pix2pix/pairs.ts";
import { UserError } from "../../examples/shared/run.ts";
import { pairsOfPictures } from "../../examples/super_resolution/pairs.ts";
import pngs from "../fixtures/pictures/png.json" with { type: "json" };
import { inFolder } from "../helpers/folder.ts";
import { exampleFlags, runLines } from "../helpers/run_example.ts";

/** The folders that each takes, how wide a picture is that is as high as it should be, and what reads all of them. */
const TAKEN = {
  super_resolution: {
    ...{ folders: ["."], wide: 1 },
    read: async (folder: string): Promise<unknown[]> => {
      const settings = { side: 6, factor: 3, seed: 0 };
      const { known, unknown } = await pairsOfPictures(folder, settings);
      const read = [known, unknown].map((part) => Array.fromAsync(part));
      return (await Promise.all(read)).flat();
    },
  },
  pix2pix: {
    ...{ folders: ["train", "test"], wide: 2 },
    read: async (folder: string): Promise<unknown[]> => {
      const settings = { folder, counts: [0, 0], side: 4 } as const;
      const { train, test } = await loadPairs(settings, 0);
      const read = [train, test].map((part) => Array.fromAsync(part));
      return (await Promise.all(read)).flat();
    },
  },
};

type Example = keyof typeof TAKEN;

/** Runs a test on six pictures in each folder, of which `b.png` is as it is made of a whole one: `null` is a folder of that name. */
async function withPictures(
  example: Example,
  made: (whole: Uint8Array) => Uint8Array | null,
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const { folders, wide } = TAKEN[example];
  const size = { width: 32 * wide, height: 32, channels: 3 } as const;
  const data = new Uint8Array(32 * wide * 32 * 3);
  const whole: Uint8Array = await dg.data.encodePng({ ...size, data });
  await inFolder(async (root) => {
    for (const folder of folders) {
      await Deno.mkdir(`${root}/${folder}`, { recursive: true });
      for (const name of "abcdef") {
        const path = `${root}/${folder}/${name}.png`;
        const file = name === "b" ? made(whole) : whole;
        if (file === null) await Deno.mkdir(path);
        else await Deno.writeFile(path, file);
      }
    }
    await test(root);
  });
}

const text = new TextEncoder().encode("no picture");
const deep = pngs.find(({ name }) => name === "rgb, 16 bits, 13 x 11")!;

/** What `b.png` is, and what is said of it by both, or by pix2pix alone; the other takes it. */
const KINDS: Record<
  string,
  {
    readonly made: (whole: Uint8Array) => Uint8Array | null;
    readonly said: string;
    readonly by?: Example;
  }
> = {
  "cut off": {
    made: (whole) => whole.subarray(0, 60),
    said: "expected a whole PNG file, received one that ends after 60 bytes",
  },
  "changed": {
    made: (whole) => whole.with(45, whole[45] ^ 1),
    said: "received IDAT with another checksum",
  },
  "empty": {
    made: () => new Uint8Array(),
    said: "expected a PNG or JPEG file, received 0 bytes",
  },
  "a text": {
    made: () => text,
    said: 'received 10 bytes that begin with "no pictu"',
  },
  "a folder": {
    made: () => null,
    said: "expected to read a file there, received a folder",
    by: "pix2pix",
  },
  "of 16 bits, and another size": {
    made: () => Uint8Array.fromBase64(deep.file),
    said: "expected two squares side by side, received 13 x 11 pixels",
    by: "pix2pix",
  },
};

for (const example of Object.keys(TAKEN) as Example[]) {
  Deno.test(`${example} names the picture that it cannot take, and says why`, async () => {
    for (const [kind, { made, said, by = example }] of Object.entries(KINDS)) {
      await withPictures(example, made, async (folder) => {
        const reading = () => TAKEN[example].read(folder);
        if (by !== example) return assert((await reading()).length >= 5, kind);
        const error = await assertRejects(reading, Error, said, kind);
        assert([ImageFileError, UserError].some((it) => error instanceof it));
        assert(error.message.includes("/b.png"), error.message);
      });
    }
  });

  Deno.test(`${example} ends with a line and no stack where a picture cannot be read`, () =>
    withPictures(example, KINDS["cut off"].made, async (data) => {
      const { code, err } = await runLines([
        ...[...exampleFlags(example), `--data=${data}`, `--out=${data}/out`],
        ...["--epochs=1", "--side=32", "--batch-size=1"],
      ]);
      const [line, ...more] = err.trim().split("\n");
      assertEquals([code, more], [2, []]);
      assertEquals(
        line.replace(/load .*\/b\.png: /, "load b.png: "),
        `Cannot load b.png: Cannot decode PNG: ${KINDS["cut off"].said}`,
      );
    }));
}
