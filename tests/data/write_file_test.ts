import { assertEquals, assertRejects } from "@std/assert";
import { stub } from "@std/testing/mock";
import { writeFile } from "@decograd/decograd/data";

const OLD = Uint8Array.of(1, 2, 3);
const NEW = Uint8Array.of(4, 5, 6, 7);

/** Runs a test in a folder of its own, which holds the file `old`. */
async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/old`, OLD);
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function names(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map((entry) => entry.name).sort();
}

Deno.test("writeFile replaces a file whole and leaves nothing beside it", () =>
  inFolder(async (folder) => {
    await writeFile(`${folder}/old`, NEW);
    assertEquals(await Deno.readFile(`${folder}/old`), NEW);
    await writeFile(new URL(`file://${folder}/old`), new Uint8Array(0));
    assertEquals(await Deno.readFile(`${folder}/old`), new Uint8Array(0));
    assertEquals(await names(folder), ["old"]);
  }));

Deno.test("writeFile takes the bytes of whatever holds bytes, exactly", () =>
  inFolder(async (folder) => {
    const { buffer } = Uint8Array.of(9, 4, 5, 6, 7, 9);
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    shared.set(NEW);
    const holders = [
      NEW,
      NEW.buffer,
      new Uint8Array(buffer, 1, 4),
      new Uint8ClampedArray(buffer, 1, 4),
      new DataView(buffer, 1, 4),
      shared,
      shared.buffer,
    ];
    for (const bytes of holders) {
      await Deno.writeFile(`${folder}/old`, OLD);
      await writeFile(`${folder}/old`, bytes);
      assertEquals(await Deno.readFile(`${folder}/old`), NEW);
    }
  }));

Deno.test("writeFile refuses what holds no bytes, says how to make some and touches nothing", () =>
  inFolder(async (folder) => {
    const gone = new Uint8Array(4);
    structuredClone(gone, { transfer: [gone.buffer] });
    const wrong: [unknown, string][] = [
      [undefined, "received undefined"],
      [null, "received null"],
      [7, "received 7"],
      ["text", "(new TextEncoder().encode(text) makes bytes of text)"],
      [Promise.resolve(NEW), "received Promise object (await it)"],
      [new Blob([NEW]), "received Blob object (await its bytes())"],
      [new Response("x"), "received Response object (await its bytes())"],
      [[1, 2, 3], "(Uint8Array.from makes bytes of it)"],
      [Float32Array.of(1), "received Float32Array object (its bytes are new"],
      [Int32Array.of(1), "received Int32Array object (its bytes are new"],
      [new BigInt64Array(1), "(its bytes are new"],
      [{ length: 3 }, "expected bytes (Uint8Array, ArrayBuffer or DataView)"],
      [gone, "received an array whose buffer was transferred"],
      [gone.buffer, "received an array whose buffer was transferred"],
      ["x".repeat(1e6), "... (1000000 characters)"],
    ];
    for (const [bytes, message] of wrong) {
      const error = await assertRejects(
        () => writeFile(`${folder}/old`, bytes as Uint8Array),
        TypeError,
        message,
      );
      assertEquals(error.message.length < 500, true);
      assertEquals(await Deno.readFile(`${folder}/old`), OLD);
    }
    assertEquals(await names(folder), ["old"]);
  }));

Deno.test("writeFile refuses paths that would name another file", () =>
  inFolder(async (folder) => {
    const url = `file://${folder}/old`;
    const wrong: [unknown, string][] = [
      [new URL(`${url}#1`), "expected a file URL without ? and #"],
      [new URL(`${url}?v=2`), "expected a file URL without ? and #"],
      [
        new URL("https://example.com/old"),
        "expected a file URL, received http",
      ],
      [new URL(`${url}%2Fb`), "expected a file URL without %2F"],
      [new URL(`${url}%00`), "expected a path without NUL"],
      [new URL(`${url}%ff`), "expected a file URL in UTF-8"],
      [url, "(new URL() makes a URL of it)"],
      [`${folder}/old\0`, "expected a path without NUL"],
      ["", 'expected a path or a file URL, received ""'],
      [undefined, "expected a path or a file URL, received undefined"],
      [7, "expected a path or a file URL, received 7"],
      [`${folder}/`, "expected a file, received a folder"],
    ];
    for (const [path, message] of wrong) {
      await assertRejects(
        () => writeFile(path as string, NEW),
        TypeError,
        message,
      );
    }
    assertEquals(await names(folder), ["old"]);
    assertEquals(await Deno.readFile(`${folder}/old`), OLD);
    const strange = "a b#c?d%e";
    await writeFile(
      new URL(`file://${folder}/${encodeURIComponent(strange)}`),
      NEW,
    );
    assertEquals(await Deno.readFile(`${folder}/${strange}`), NEW);
  }));

Deno.test("writeFile writes the bytes of the moment of the call", () =>
  inFolder(async (folder) => {
    const bytes = new Uint8Array(1 << 20).fill(1);
    const written = writeFile(`${folder}/old`, bytes);
    bytes.fill(2);
    await written;
    const read = await Deno.readFile(`${folder}/old`);
    assertEquals(read.every((byte) => byte === 1), true);
  }));

Deno.test("writeFile leaves the old file, and no part, whatever fails", () =>
  inFolder(async (folder) => {
    const path = `${folder}/old`;
    const full = () => {
      throw Object.assign(new Error("No space left on device (os error 28)"), {
        code: "ENOSPC",
      });
    };
    const failing = {
      write: () => stub(Deno.FsFile.prototype, "write", full),
      sync: () => stub(Deno.FsFile.prototype, "sync", full),
      rename: () => stub(Deno, "rename", full),
      chmod: () => stub(Deno, "chmod", full),
    };
    for (const fail of Object.values(failing)) {
      const failed = fail();
      const error = await assertRejects(
        () => writeFile(path, NEW),
        Error,
        `Cannot write ${path}: expected to write a file there, received No space left on device`,
      );
      failed.restore();
      assertEquals(error.message.includes("os error"), false);
      assertEquals((error as { code?: string }).code, "ENOSPC");
      assertEquals(await Deno.readFile(path), OLD);
      assertEquals(await names(folder), ["old"]);
      await assertRejects(async () => {
        using _failed = fail();
        await writeFile(`${folder}/new`, NEW);
        full();
      });
      await Deno.remove(`${folder}/new`).catch(() => {});
      assertEquals(await names(folder), ["old"]);
    }
  }));

Deno.test("writeFile refuses folders and missing folders, with Deno's classes", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/taken/inside`, { recursive: true });
    await assertRejects(
      () => writeFile(`${folder}/taken`, NEW),
      Deno.errors.IsADirectory,
      "received a folder",
    );
    await assertRejects(
      () => writeFile(`${folder}/no/where`, NEW),
      Deno.errors.NotFound,
      `Cannot write ${folder}/no/where: `,
    );
    await assertRejects(() => writeFile(`${folder}/${"n".repeat(256)}`, NEW));
    assertEquals(await names(folder), ["old", "taken"]);
    assertEquals(await names(`${folder}/taken`), ["inside"]);
  }));

Deno.test("writeFile takes names of every length that the system takes", () =>
  inFolder(async (folder) => {
    for (const letter of ["n", "é", "😀"]) {
      const width = new TextEncoder().encode(letter).length;
      for (let bytes = 230; bytes <= 255; bytes++) {
        const name = letter.repeat(Math.floor(bytes / width));
        await writeFile(`${folder}/${name}`, NEW);
        assertEquals(await Deno.readFile(`${folder}/${name}`), NEW);
        await Deno.remove(`${folder}/${name}`);
      }
    }
    assertEquals(await names(folder), ["old"]);
  }));
