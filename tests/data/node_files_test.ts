/** Node's files, which Deno has as well, beside Deno's own. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { FileSystem, OpenOptions } from "../../data/files/file_system.ts";
import { nodeFiles } from "../../data/files/node_files.ts";
import { inFolder } from "../helpers/folder.ts";

const NODE = nodeFiles()!;
const BYTES = Uint8Array.of(1, 2, 3, 4);

/** What a system says of an action: what it gives, or the name and the code of its error. */
async function said(
  files: FileSystem,
  folder: string,
  action: (files: FileSystem, folder: string) => Promise<unknown>,
): Promise<unknown> {
  await Deno.mkdir(`${folder}/full`, { recursive: true });
  await Deno.writeFile(`${folder}/four`, BYTES);
  await Deno.writeFile(`${folder}/full/one`, Uint8Array.of(9), { mode: 0o600 });
  await Deno.symlink("four", `${folder}/link`);
  try {
    return await action(files, folder);
  } catch (error) {
    const { name, code } = error as Error & { code?: string };
    return { name, code };
  }
}

/** The bytes of a file after it was opened so and written to. */
function written(options: OpenOptions, name: string) {
  return async (files: FileSystem, folder: string): Promise<unknown> => {
    using file = await files.open(`${folder}/${name}`, options);
    const wrote = [
      await file.write(Uint8Array.of(7)),
      file.writeSync(Uint8Array.of(8)),
    ];
    await file.sync();
    file.syncSync();
    const { isFile, mode } = await file.stat();
    const bytes = await files.readFile(`${folder}/${name}`);
    return { wrote, isFile, mode, bytes: [...bytes] };
  };
}

const ACTIONS: Readonly<
  Record<string, (files: FileSystem, folder: string) => Promise<unknown>>
> = {
  "a file is written over": written({ write: true }, "four"),
  "a file is read and written": written({ read: true, write: true }, "four"),
  "a file is written on": written({ append: true, create: true }, "four"),
  "a file is made": written({ write: true, create: true }, "new"),
  "a new file is made": written({ write: true, createNew: true }, "new"),
  "a file of few is made": written(
    { write: true, createNew: true, mode: 0o600 },
    "new",
  ),
  "what is there is not made": written(
    { write: true, createNew: true },
    "four",
  ),
  "what is not there is not written over": written({ write: true }, "none"),
  "a folder is not opened": written({ write: true }, "full"),
  "a file is cut": async (files, folder) => {
    using file = files.openSync(`${folder}/four`, { write: true });
    file.truncateSync(2);
    return [...await files.readFile(`${folder}/four`)];
  },
  "what is not there is not read": (files, folder) =>
    files.readFile(`${folder}/none`),
  "a folder is not read": (files, folder) => files.readFile(folder),
  "a reading is stopped": (files, folder) =>
    files.readFile(`${folder}/four`, { signal: AbortSignal.abort() })
      .then(() => "read", ({ name }) => name),
  "a folder lists what is in it": async (files, folder) => {
    const entries = await Array.fromAsync(files.readDir(folder));
    return entries.map((entry) => ({ ...entry }))
      .sort((a, b) => a.name < b.name ? -1 : 1);
  },
  "a file lists nothing": (files, folder) =>
    Array.fromAsync(files.readDir(`${folder}/four`))
      .then(() => "listed", () => "refused"),
  "what is not there lists nothing": (files, folder) =>
    Array.fromAsync(files.readDir(`${folder}/none`)),
  "a link leads on": (files, folder) => files.readLink(`${folder}/link`),
  "a file is told": async (files, folder) => {
    const { isFile, isDirectory, isSymlink, mtime, mode, ino, uid, gid } =
      await files.stat(`${folder}/full/one`);
    const own = await Deno.stat(`${folder}/full/one`);
    return [
      ...[isFile, isDirectory, isSymlink, mode! & 0o7777],
      ...[mtime?.getTime() === own.mtime?.getTime(), ino === own.ino],
      ...[uid === own.uid, gid === own.gid],
    ];
  },
  "a link is told": async (files, folder) => {
    const { isFile, isSymlink } = await files.lstat(`${folder}/link`);
    return [isFile, isSymlink];
  },
  "folders are made": async (files, folder) => {
    await files.mkdir(`${folder}/a/b`, { recursive: true });
    await files.mkdir(`${folder}/a/b`, { recursive: true });
    return (await Deno.stat(`${folder}/a/b`)).isDirectory;
  },
  "a file is moved, and replaces": async (files, folder) => {
    await files.rename(`${folder}/four`, `${folder}/full/one`);
    return [...await Deno.readFile(`${folder}/full/one`)];
  },
  "files and empty folders are removed": async (files, folder) => {
    await files.remove(`${folder}/full/one`);
    await files.remove(`${folder}/full`);
    files.removeSync(`${folder}/link`);
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  },
  "what is not there is not removed": (files, folder) =>
    files.remove(`${folder}/none`),
  "permissions are changed": async (files, folder) => {
    await files.chmod(`${folder}/four`, 0o640);
    await files.chown(`${folder}/four`, null, null);
    return (await Deno.stat(`${folder}/four`)).mode! & 0o7777;
  },
};

for (const [name, action] of Object.entries(ACTIONS)) {
  Deno.test({
    name: `in Node as in Deno ${name}`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      inFolder(async (folder) => {
        const own = await said(Deno, `${folder}/deno`, action);
        assertEquals(await said(NODE, `${folder}/node`, action), own);
      }),
  });
}

Deno.test("an error of Node's tells why, and not twice where", () =>
  inFolder(async (folder) => {
    const error = await assertRejects(() => NODE.stat(`${folder}/none`));
    assert(error instanceof NODE.errors.NotFound);
    assertEquals(error.message, "No such file or directory (ENOENT)");
  }));

Deno.test("in Node the file is ours that we have made", () =>
  inFolder(async (folder) => {
    const options = { read: true, write: true };
    using ours = await NODE.open(`${folder}/a`, {
      ...options,
      createNew: true,
    });
    using theirs = await NODE.open(`${folder}/a`, options);
    assertEquals([await ours.tryLock(true), await theirs.tryLock(true)], [
      true,
      false,
    ]);
  }));
