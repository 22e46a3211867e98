import { assertEquals, assertRejects } from "@std/assert";
import { writeFile } from "@decograd/decograd/data";

async function names(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map((entry) => entry.name).sort();
}

Deno.test("writeFile replaces a file whole and leaves nothing beside it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/weights`;
    await writeFile(path, Uint8Array.of(1, 2, 3));
    await writeFile(new URL(`file://${path}`), Uint8Array.of(4));
    assertEquals(await Deno.readFile(path), Uint8Array.of(4));
    assertEquals(await names(folder), ["weights"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("writeFile leaves the old file where the new one cannot be put", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/taken/inside`, { recursive: true });
    await assertRejects(() => writeFile(`${folder}/taken`, Uint8Array.of(1)));
    assertEquals(await names(folder), ["taken"]);
    await assertRejects(() =>
      writeFile(`${folder}/no/where`, Uint8Array.of(1))
    );
    assertEquals(await names(folder), ["taken"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
