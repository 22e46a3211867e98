/** Packs the benchmark of the graphics card into a folder that needs nothing from anywhere: there `./run.sh` measures. */

import { importMapFlags } from "../../tools/jsr.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { folder, UsageError } from "../options.ts";
import { BUNDLES, LIBRARIES, PACKED } from "../peers/libraries.ts";

const BENCH = `${import.meta.dirname}/..`;
/** Where systems keep the Vulkan loader. */
const LOADER = "libvulkan.so.1";
const LOADER_FOLDERS = [
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/usr/lib64",
  "/usr/lib",
];

/** The benchmark. */
export const pack: Benchmark = benchmark("pack", {
  out: folder("where the pack is put, which is new or empty"),
}, async ({ out }) => {
  if (out === null) {
    throw new UsageError("Cannot pack: expected --out with a folder");
  }
  await makeEmpty(out);
  await bundleOwn(out);
  await bundleLibraries(out);
  await copyLoader(out);
  await copyFiles(out);
  await compressDeno(out);
  console.log(`Packed: now ${out}/run.sh measures, there or elsewhere`);
});

async function deno(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args })
    .output();
  if (success) return;
  const said = new TextDecoder().decode(stderr);
  throw new UsageError(`Cannot pack: deno ${args.join(" ")} failed\n${said}`);
}

async function makeEmpty(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for await (const { name } of Deno.readDir(folder)) {
    throw new UsageError(
      `Cannot pack into ${folder}: expected an empty folder, found ${name}`,
    );
  }
}

/** Our own code: who asks, and who answers. */
async function bundleOwn(folder: string): Promise<void> {
  const map = await importMapFlags();
  for (const entry of ["pack_files/webgpu.ts", "contest/serve.ts"]) {
    const file = entry.replace(/^.*\/(.*)\.ts$/, `${folder}/$1.js`);
    const path = `${BENCH}/${entry}`;
    await deno("bundle", "--no-lock", ...map, "--output", file, path);
  }
}

/** The peers' libraries, which have to share what they have in common. */
async function bundleLibraries(folder: string): Promise<void> {
  const entries = await Deno.makeTempDir();
  try {
    const files: string[] = [];
    for (const library of PACKED) {
      const file = `${entries}/${library}.ts`;
      const code = `export * from "npm:${LIBRARIES[library]}";\n`;
      await Deno.writeTextFile(file, code);
      files.push(file);
    }
    const flags = ["--no-lock", "--minify", "--code-splitting"];
    // TensorFlow.js asks for a package that it does without where it is missing.
    flags.push("--external", "encoding");
    await deno(
      "bundle",
      ...flags,
      "--outdir",
      `${folder}/${BUNDLES}`,
      ...files,
    );
  } finally {
    await Deno.remove(entries, { recursive: true });
  }
}

async function compressDeno(folder: string): Promise<void> {
  const from = await Deno.open(Deno.execPath());
  const to = await Deno.create(`${folder}/deno.gz`);
  await from.readable.pipeThrough(new CompressionStream("gzip"))
    .pipeTo(to.writable);
}

async function copyLoader(folder: string): Promise<void> {
  for (const place of LOADER_FOLDERS) {
    try {
      return await Deno.copyFile(`${place}/${LOADER}`, `${folder}/${LOADER}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new UsageError(
    `Cannot pack: expected ${LOADER} in one of ${LOADER_FOLDERS.join(", ")}`,
  );
}

async function copyFiles(folder: string): Promise<void> {
  for (const name of ["README.md", "run.sh"]) {
    await Deno.copyFile(`${BENCH}/pack_files/${name}`, `${folder}/${name}`);
  }
  await Deno.chmod(`${folder}/run.sh`, 0o755);
}
