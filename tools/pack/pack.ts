/** Makes the package: `deno pack`, and what it leaves to do. */

import { ROOT } from "../import_map.ts";
import { lower } from "./lower.ts";
import { packageJson } from "./package_json.ts";

/** What the types ask of TypeScript's libraries beyond those of a target of some years ago. */
const LIBRARIES = ["esnext.disposable", "esnext.float16"];

/** How it is packed. */
export interface PackOptions {
  /** With types, or without. */
  readonly types: boolean;
  /** The address of the repository, if it is known. */
  readonly repository?: string;
  /** Is told what is done now. */
  readonly tell: (stage: string) => void;
}

/** Packs into a folder; the path of the tarball. What is in it lies beside it in `package`. */
export async function pack(
  to: string,
  { types, repository, tell }: PackOptions,
): Promise<string> {
  await Deno.mkdir(to, { recursive: true });
  // What is beside it is written with paths from the root, as the bundler has them.
  const out = await Deno.realPath(to);
  const folder = `${out}/package`;
  tell(types ? "reading the sources and their types" : "reading the sources");
  await unpackInto(folder, types);
  tell("writing out what older runtimes do not read");
  await lower(folder);
  const manifest = packageJson(
    JSON.parse(await Deno.readTextFile(`${folder}/package.json`)),
    repository,
  );
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await Deno.writeTextFile(`${folder}/package.json`, text);
  if (types) await referToLibraries(folder, manifest.exports);
  const name = manifest.name.replace("@", "").replace("/", "-");
  const tarball = `${name}-${manifest.version}.tgz`;
  await run("tar", ["-czf", tarball, "package"], out);
  return `${out}/${tarball}`;
}

/** What Deno makes of the sources: JavaScript and types beside each other, and a package.json. */
async function unpackInto(folder: string, types: boolean): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  const tarball = `${folder}.tgz`;
  const flags = ["--quiet", "--allow-dirty", "--no-source-maps"];
  if (!types) flags.push("--allow-slow-types");
  const path = decodeURIComponent(ROOT.pathname);
  await run(Deno.execPath(), ["pack", ...flags, "--output", tarball], path);
  const at = tarball.lastIndexOf("/");
  await run("tar", ["-xzf", tarball.slice(at + 1)], tarball.slice(0, at));
  await Deno.remove(tarball);
}

async function referToLibraries(
  folder: string,
  exports: Readonly<Record<string, { types?: string }>>,
): Promise<void> {
  const lines = LIBRARIES.map((lib) => `/// <reference lib="${lib}" />\n`);
  for (const { types } of Object.values(exports)) {
    const file = `${folder}/${types}`;
    const text = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, lines.join("") + text);
  }
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr);
  throw new Error(`Cannot pack: ${command} ${args.join(" ")} failed\n${said}`);
}
