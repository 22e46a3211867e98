/** What writeFile finds in the place of the file: permissions, links, pipes, other writers, what a killed one left. */

import { assertEquals } from "@std/assert";
import { stub } from "@std/testing/mock";
import { writeFile } from "@decograd/decograd/data";
import { overwriteFile } from "../../data/files/overwrite_file.ts";
import { partName, spareName } from "../../data/files/part_file.ts";
import { runProgram } from "../helpers/run_program.ts";
import { ROOT } from "../helpers/sources.ts";
import { missingTerminal, runAtTerminal } from "../helpers/terminal.ts";

const posix = { ignore: Deno.build.os === "windows" };

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function names(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map((entry) => entry.name).sort();
}

/** Runs a program that has `writeFile` and is given the folder. */
function run(
  source: string,
  folder: string,
  ...flags: string[]
): Promise<string> {
  return runProgram(
    flags,
    `import { writeFile } from "${new URL("data/mod.ts", ROOT)}";
     const folder = ${JSON.stringify(folder)};
     ${source}`,
  );
}

Deno.test(
  "a file keeps its permissions, a new one has the usual ones",
  posix,
  () =>
    inFolder(async (folder) => {
      for (const mode of [0o600, 0o640, 0o755, 0o666, 0o200]) {
        await Deno.writeFile(`${folder}/a`, Uint8Array.of(1));
        await Deno.chmod(`${folder}/a`, mode);
        await writeFile(`${folder}/a`, Uint8Array.of(2));
        assertEquals((await Deno.stat(`${folder}/a`)).mode! & 0o7777, mode);
        await Deno.remove(`${folder}/a`);
      }
      await Deno.writeFile(`${folder}/usual`, Uint8Array.of(1));
      await writeFile(`${folder}/new`, Uint8Array.of(1));
      const [usual, ours] = ["usual", "new"].map((name) =>
        Deno.statSync(`${folder}/${name}`).mode
      );
      assertEquals(ours, usual);
    }),
);

Deno.test(
  "links go on pointing to the file that is written",
  posix,
  () =>
    inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/inside`);
      await Deno.writeFile(`${folder}/inside/target`, Uint8Array.of(1));
      await Deno.symlink("inside/target", `${folder}/relative`);
      await Deno.symlink(`${folder}/relative`, `${folder}/chain`);
      await Deno.symlink("inside/missing", `${folder}/dangling`);
      await writeFile(`${folder}/chain`, Uint8Array.of(2));
      await writeFile(`${folder}/dangling`, Uint8Array.of(3));
      assertEquals(await names(`${folder}/inside`), ["missing", "target"]);
      assertEquals(await Deno.readLink(`${folder}/relative`), "inside/target");
      for (const [name, byte] of [["target", 2], ["missing", 3]] as const) {
        const read = await Deno.readFile(`${folder}/inside/${name}`);
        assertEquals(read, Uint8Array.of(byte));
      }
      assertEquals((await Deno.lstat(`${folder}/chain`)).isSymlink, true);
      await Deno.symlink("loop", `${folder}/loop`);
      const error = await writeFile(`${folder}/loop`, Uint8Array.of(1))
        .then(() => null, (error) => error);
      assertEquals(/too many symbolic links/.test(error?.message), true);
    }),
);

Deno.test("with write permission alone nothing else is asked for, and the bytes get there", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/longer`, new Uint8Array(9));
    await Deno.writeFile(`${folder}/alone`, new Uint8Array(9));
    const source = `
      for (const name of ["new", "longer"]) {
        await writeFile(folder + "/" + name, Uint8Array.of(4, 5));
      }
      console.log(JSON.stringify(await Promise.all(["read", "sys", "env"].map(
        async (name) => (await Deno.permissions.query({ name })).state,
      ))));`;
    const states = await run(source, folder, `--allow-write=${folder}`);
    assertEquals(JSON.parse(states), ["prompt", "prompt", "prompt"]);
    await run(
      `await writeFile(folder + "/alone", Uint8Array.of(4, 5));`,
      folder,
      `--allow-write=${folder}/alone`,
    );
    assertEquals(await names(folder), ["alone", "longer", "new"]);
    for (const name of await names(folder)) {
      const read = await Deno.readFile(`${folder}/${name}`);
      assertEquals(read, Uint8Array.of(4, 5));
    }
  }));

Deno.test({
  name: "at a terminal, writing asks for nothing where writing is granted",
  ignore: missingTerminal !== undefined,
  fn: () =>
    inFolder(async (folder) => {
      const program = `${folder}/program.ts`;
      await Deno.writeTextFile(
        program,
        `import { writeFile } from "${new URL("data/mod.ts", ROOT)}";
         await writeFile("${folder}/a", Uint8Array.of(1, 2));
         await writeFile("${folder}/a", Uint8Array.of(3));`,
      );
      for (const read of [[], [`--allow-read=${folder}`]]) {
        const flags = [`--allow-write=${folder}`, ...read];
        const { code, asked, shown } = await runAtTerminal(
          ["run", "--quiet", ...flags, program],
        );
        assertEquals([code, asked, shown], [0, false, ""]);
        assertEquals(await Deno.readFile(`${folder}/a`), Uint8Array.of(3));
      }
    }),
});

Deno.test("writers at the same time do not mix, and one of them wins", () =>
  inFolder(async (folder) => {
    const write = (flag: number) => `
      await Promise.all(Array.from({ length: 8 }, (_, i) =>
        writeFile(folder + "/a", new Uint8Array(300_000 + i).fill(${flag} + i))
      ));`;
    await Promise.all([
      run(write(10), folder, "--allow-read", "--allow-write"),
      run(write(20), folder, "--allow-read", "--allow-write"),
      run(write(30), folder, `--allow-write=${folder}`),
    ]);
    const read = await Deno.readFile(`${folder}/a`);
    assertEquals(read.every((byte) => byte === read[0]), true);
    assertEquals(read.length, 300_000 + read[0] % 10);
    assertEquals(await names(folder), ["a"]);
  }));

Deno.test("what is written over in place is not touched while another has locked it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a`;
    await Deno.writeFile(path, Uint8Array.of(1, 1, 1));
    const other = await Deno.open(path, { write: true });
    await other.lock(true);
    const written = overwriteFile(path, Uint8Array.of(2), null);
    // As many turns as it would need by far.
    for (let turn = 0; turn < 100; turn++) {
      assertEquals(await Deno.readFile(path), Uint8Array.of(1, 1, 1));
    }
    other.close();
    await written;
    assertEquals(await Deno.readFile(path), Uint8Array.of(2));
  }));

Deno.test("a file that cannot be written over has its new bytes beside it, and the error says where", () =>
  inFolder(async (folder) => {
    const [path, spare] = [`${folder}/a`, `${folder}/spare`];
    await Deno.writeFile(path, Uint8Array.of(1, 1, 1));
    let calls = 0;
    using _failing = stub(Deno.FsFile.prototype, "truncateSync", () => {
      // The spare first, then the file.
      if (calls++ > 0) throw new Error("No space left");
    });
    const error = await overwriteFile(path, Uint8Array.of(2, 2), () => spare)
      .then(() => null, (error) => error);
    assertEquals(
      error?.message,
      `No space left (the new bytes are in ${spare})`,
    );
    assertEquals(await Deno.readFile(spare), Uint8Array.of(2, 2));
  }));

Deno.test("the spares of killed runs stay until the file is whole, and are gone then", () =>
  inFolder(async (folder) => {
    const [path, spareAt] = [
      `${folder}/a`,
      (turn: number) => spareName(`${folder}/a`, turn),
    ];
    // What a kill in the middle leaves: the file is half there, its bytes in the spare.
    await Deno.writeFile(path, Uint8Array.of(2));
    await Deno.writeFile(spareAt(0), Uint8Array.of(2, 2));
    const whole: Uint8Array[] = [];
    const { truncateSync } = Deno.FsFile.prototype;
    {
      using _watched = stub(
        Deno.FsFile.prototype,
        "truncateSync",
        function (this: Deno.FsFile, length?: number) {
          whole.push(Deno.readFileSync(spareAt(0)));
          truncateSync.call(this, length);
        },
      );
      await overwriteFile(path, Uint8Array.of(3, 3, 3), spareAt);
    }
    assertEquals(whole, [Uint8Array.of(2, 2), Uint8Array.of(2, 2)]);
    assertEquals(await Deno.readFile(path), Uint8Array.of(3, 3, 3));
    assertEquals(await names(folder), ["a"]);
  }));

Deno.test("what a killed writer left is taken away by the next, what another is writing is not", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a`;
    for (let round = 0; round < 3; round++) {
      for (let turn = 0; turn < 3; turn++) {
        await Deno.writeFile(partName(path, turn), new Uint8Array(100));
      }
      await writeFile(path, Uint8Array.of(round));
      assertEquals(await names(folder), ["a"]);
    }
    using other = await Deno.open(partName(path), {
      write: true,
      create: true,
    });
    await other.lock(true);
    await other.write(Uint8Array.of(7));
    await writeFile(path, Uint8Array.of(9));
    assertEquals(await Deno.readFile(path), Uint8Array.of(9));
    assertEquals(await Deno.readFile(partName(path)), Uint8Array.of(7));
  }));

Deno.test("on a page what needs files says so, and the rest works", () =>
  inFolder(async (folder) => {
    const source = `
      delete globalThis.Deno;
      delete globalThis.process;
      const { loadIdxDataset, encodeSafetensors, decodeSafetensors } =
        await import("${new URL("data/mod.ts", ROOT)}");
      for (const files of [() => writeFile("a", new Uint8Array(1)), () => loadIdxDataset("a")]) {
        await files().catch((error) => console.log(error.message));
      }
      console.log(JSON.stringify(decodeSafetensors(encodeSafetensors({})).tensors));`;
    const reason = "expected to run in Deno or Node, received another runtime";
    assertEquals(
      await run(source, folder),
      `Cannot write a: ${reason}\nCannot load a: ${reason}\n{}\n`,
    );
  }));

Deno.test("a device is written to, not replaced", posix, async () => {
  const before = await Deno.lstat("/dev/null");
  await writeFile("/dev/null", Uint8Array.of(1));
  assertEquals((await Deno.lstat("/dev/null")).isCharDevice, true);
  assertEquals((await Deno.lstat("/dev/null")).ino, before.ino);
});

Deno.test(
  "a file that may not be written stays, though its folder may be",
  posix,
  () =>
    inFolder(async (folder) => {
      await Deno.writeFile(`${folder}/a`, Uint8Array.of(1));
      await Deno.chmod(`${folder}/a`, 0o444);
      const refused = await Deno.open(`${folder}/a`, { write: true })
        .then((file) => file.close(), () => true);
      // An administrator may write everything.
      if (!refused) return;
      const error = await writeFile(`${folder}/a`, Uint8Array.of(2))
        .then(() => null, (error) => error);
      assertEquals(error instanceof Deno.errors.PermissionDenied, true);
      assertEquals(await Deno.readFile(`${folder}/a`), Uint8Array.of(1));
    }),
);
