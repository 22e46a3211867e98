/** Files where there is no room for them, or no permission: what was there is there still. */

import { assert, assertEquals } from "@std/assert";
import { ROOT } from "../helpers/sources.ts";

/** Makes three files, prepares the folder, saves over them; says what becomes of it and what is there then. */
const PROGRAM = `
  import * as dg from "${new URL("mod.ts", ROOT)}";
  import { saveModel } from "${new URL("saving/mod.ts", ROOT)}";
  const [folder, mode] = Deno.args;
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 400, inputShape: [400] }),
  ]);
  const savers = {
    "a.keras": (path) => saveModel(model, path),
    "b.safetensors": (path) => model.saveWeights(path),
    "c.safetensors": (path) => dg.saveCheckpoint(model, path),
  };
  for (const name of Object.keys(savers)) {
    await Deno.writeTextFile(folder + "/" + name, "old");
  }
  await Deno.chmod(folder, Number(mode));
  const said = [];
  for (const [name, save] of Object.entries(savers)) {
    said.push(await save(folder + "/" + name)
      .then(() => "", (error) => error.message));
  }
  const found = [];
  for await (const { name } of Deno.readDir(folder)) {
    found.push(name + " " + await Deno.readTextFile(folder + "/" + name));
  }
  console.log(JSON.stringify({ said, found: found.sort() }));`;

/** Whether a command is there and may be used. */
function can(command: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(command, { args, stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** Runs the program in a folder; `by` is the command that starts it. */
async function assertNothingIsLost(
  reason: string,
  mode: number,
  by: (folder: string) => readonly string[],
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const flags = ["--quiet", "--no-prompt", "--allow-read", "--allow-write"];
  const deno = [Deno.execPath(), "run", ...flags, "-", folder, `${mode}`];
  try {
    const [command, ...args] = [...by(folder), ...deno];
    const child = new Deno.Command(command, {
      args,
      cwd: ROOT,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    await new Response(PROGRAM).body!.pipeTo(child.stdin);
    const { stdout, stderr } = await child.output();
    assertEquals(new TextDecoder().decode(stderr), "");
    const { said, found } = JSON.parse(new TextDecoder().decode(stdout));
    for (const message of said) assert(message.includes(reason), message);
    const old = ["a.keras", "b.safetensors", "c.safetensors"];
    assertEquals(found, old.map((name) => `${name} old`));
  } finally {
    await Deno.chmod(folder, 0o700);
    await Deno.remove(folder, { recursive: true });
  }
}

/** A disk of one's own, as far as the system lets users have one. */
const DISK = ["unshare", "--map-root-user", "--mount"] as const;

Deno.test({
  name:
    "a full disk takes nothing of what was there, and nothing stays beside it",
  ignore: !can(...DISK, "mount", "-t", "tmpfs", "none", "/mnt"),
  fn: () =>
    assertNothingIsLost("No space left on device", 0o700, (folder) => [
      ...DISK,
      ...["sh", "-c", `mount -t tmpfs -o size=256k none "$0" && exec "$@"`],
      folder,
    ]),
});

/** Takes from an administrator that he may write everywhere. */
const WITHOUT_RIGHTS = [
  "setpriv",
  "--bounding-set=-dac_override,-dac_read_search",
] as const;

/** Whether a folder that may not be written can be written all the same, as an administrator can. */
async function mayWriteEverywhere(): Promise<boolean> {
  const folder = await Deno.makeTempDir();
  await Deno.chmod(folder, 0o500);
  try {
    await Deno.writeTextFile(`${folder}/a`, "");
    return true;
  } catch {
    return false;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const isWindows = Deno.build.os === "windows";
const by = isWindows || !await mayWriteEverywhere() ? [] : WITHOUT_RIGHTS;

Deno.test({
  name: "a folder that may not be written keeps what is in it",
  ignore: isWindows ||
    by === WITHOUT_RIGHTS && !can(by[0], ...by.slice(1), "true"),
  fn: () => assertNothingIsLost("Permission denied", 0o500, () => by),
});
