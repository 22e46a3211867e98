/**
 * Packs the benchmark of the graphics card into a folder that needs nothing from anywhere:
 * `deno task bench:pack FOLDER`, and there `./run.sh`.
 */

import { BUNDLES, LIBRARIES, PACKED } from "./peers/libraries.ts";

const HERE = import.meta.dirname!;
/** Where systems keep the Vulkan loader. */
const LOADER = "libvulkan.so.1";
const LOADER_FOLDERS = [
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/usr/lib64",
  "/usr/lib",
];

/** What the user can mend. */
class PackError extends Error {}

async function deno(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args })
    .output();
  if (success) return;
  const said = new TextDecoder().decode(stderr);
  throw new PackError(`Cannot pack: deno ${args.join(" ")} failed\n${said}`);
}

async function makeEmpty(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for await (const { name } of Deno.readDir(folder)) {
    throw new PackError(
      `Cannot pack into ${folder}: expected an empty folder, found ${name}`,
    );
  }
}

/** Our own code: who asks, and who answers. */
async function bundleOwn(folder: string): Promise<void> {
  const entries = ["webgpu.ts", "serve.ts"].map((file) => `${HERE}/${file}`);
  await deno("bundle", "--no-lock", "--outdir", folder, ...entries);
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
  throw new PackError(
    `Cannot pack: expected ${LOADER} in one of ${LOADER_FOLDERS.join(", ")}`,
  );
}

async function copyFiles(folder: string): Promise<void> {
  for (const name of ["README.md", "run.sh"]) {
    await Deno.copyFile(`${HERE}/pack_files/${name}`, `${folder}/${name}`);
  }
  await Deno.chmod(`${folder}/run.sh`, 0o755);
}

async function pack(folder: string): Promise<void> {
  await makeEmpty(folder);
  await bundleOwn(folder);
  await bundleLibraries(folder);
  await copyLoader(folder);
  await copyFiles(folder);
  await compressDeno(folder);
}

if (import.meta.main) {
  const [folder] = Deno.args;
  try {
    if (!folder) {
      throw new PackError("Cannot pack: expected a folder, received none");
    }
    await pack(folder);
    console.log(`Packed: now ${folder}/run.sh measures, there or elsewhere`);
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
