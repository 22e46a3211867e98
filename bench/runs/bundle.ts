/** What programs for a page weigh when esbuild has left out what they do not use and made the rest small. */

import type { Metafile } from "esbuild";
import config from "../../deno.json" with { type: "json" };
import { type Benchmark, benchmark } from "../benchmark.ts";
import { count } from "../options.ts";
import { tableOf } from "../table.ts";

/** Programs, of which each uses more than the one before. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "tensors and their ops": "console.log(dg.ones([2]).add(1));",
  "a training step of one's own":
    "console.log(dg.valueAndGrad, dg.Variable, dg.layers.Conv2DTranspose);",
  "Sequential, Conv2DTranspose, Adam":
    "console.log(dg.Sequential, dg.layers.Conv2DTranspose, dg.optimizers.Adam);",
  "all of it": "console.log(dg);",
};

/** Programs that are linked: bytes of each room, and of all, as they are and packed. */
interface Weight {
  readonly rooms: ReadonlyMap<string, number>;
  readonly bytes: number;
  readonly packed: number;
}

/** The benchmark. */
export const bundle: Benchmark = benchmark("bundle", {
  rooms: count(20, "rooms that are shown, the heaviest first"),
  depth: count(2, "folders that a room is named by: 1 for floors"),
}, async ({ rooms, depth }) => {
  const { pack } = await import("../../tools/pack/pack.ts");
  const out = await Deno.makeTempDir();
  try {
    await pack(out, { types: false, tell: () => {} });
    const place = `${out}/node_modules/${config.name}`;
    await Deno.mkdir(place.slice(0, place.lastIndexOf("/")), {
      recursive: true,
    });
    await Deno.rename(`${out}/package`, place);
    const weights = new Map<string, Weight>();
    for (const [name, code] of Object.entries(PROGRAMS)) {
      weights.set(name, await weigh(code, out, depth));
    }
    print(weights, rooms);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

/** Bundles a program in a folder where the package is installed. */
async function weigh(
  code: string,
  folder: string,
  depth: number,
): Promise<Weight> {
  const { build, stop } = await import("esbuild");
  try {
    const { metafile, outputFiles } = await build({
      stdin: {
        contents: `import * as dg from "${config.name}"; ${code}`,
        resolveDir: folder,
      },
      absWorkingDir: folder,
      outdir: `${folder}/bundle`,
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      target: "es2022",
      metafile: true,
      write: false,
      logLevel: "error",
    });
    const chunks = loadedAtOnce(metafile);
    const rooms = new Map<string, number>();
    for (const chunk of chunks) {
      const { inputs } = metafile.outputs[chunk];
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const room = roomOf(path, depth);
        rooms.set(room, (rooms.get(room) ?? 0) + bytesInOutput);
      }
    }
    const files = outputFiles.filter(({ path }) =>
      chunks.has(path.slice(folder.length + 1))
    );
    const packed = await Promise.all(
      files.map(({ contents }) => packedSize(new Uint8Array(contents))),
    );
    return {
      rooms,
      bytes: files.reduce((all, { contents }) => all + contents.length, 0),
      packed: packed.reduce((a, b) => a + b),
    };
  } finally {
    await stop();
  }
}

/** The chunk of the program, and those that it imports; others are loaded when they are asked for. */
function loadedAtOnce({ outputs }: Metafile): Set<string> {
  const found = new Set<string>();
  const visit = (chunk: string): void => {
    if (found.has(chunk)) return;
    found.add(chunk);
    for (const { path, kind } of outputs[chunk].imports) {
      if (kind === "import-statement") visit(path);
    }
  };
  visit(Object.keys(outputs).find((chunk) => outputs[chunk].entryPoint)!);
  return found;
}

/** The outer folders that a module of ours lies in. */
function roomOf(path: string, depth: number): string {
  const [, inside = ""] = path.split(`${config.name}/`);
  return inside.split("/").slice(0, -1).slice(0, depth).join("/") || "mod.ts";
}

async function packedSize(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const stream = new Blob([bytes]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

function print(weights: ReadonlyMap<string, Weight>, rooms: number): void {
  const shown = (bytes: number) => (bytes / 1000).toFixed(1);
  console.log(tableOf(
    ["program", "minified, kB", "gzip, kB"],
    [...weights].map((
      [name, { bytes, packed }],
    ) => [name, shown(bytes), shown(packed)]),
  ));
  const all = [...weights.values()];
  const heaviest = [...all.at(-1)!.rooms].sort(([, a], [, b]) => b - a);
  console.log(tableOf(
    ["kB of the room", ...weights.keys()],
    heaviest.slice(0, rooms).map(([room]) => [
      room,
      ...all.map(({ rooms }) => shown(rooms.get(room) ?? 0)),
    ]),
  ));
}
