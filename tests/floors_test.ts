/** Holds the rooms to the architecture: who may import whom, and what may be used where. */

import { assertEquals } from "@std/assert";
import { findCircle, importsOf } from "./helpers/imports.ts";
import { ROOT, sourceFiles } from "./helpers/sources.ts";

/** From the ground up: a room imports from itself and from the floors below; rooms of one floor do not know each other. */
const FLOORS = [
  ["config"],
  ["backends", "data"],
  ["autograd"],
  ["variables"],
  ["layers", "training"],
  ["models"],
];
const ROOMS = FLOORS.flat();
/** Entry points above the floors, which may need packages: no room knows them. */
const BESIDE = ["datasets", "distributed", "images", "pretrained", "saving"];
const INSIDE = [...ROOMS, "mod.ts"];

async function importsOfAll(rooms: readonly string[]) {
  return (await Promise.all(rooms.map(importsOf))).flat();
}

function roomOf(path: string): string {
  return path.split("/")[0];
}

Deno.test("imports point down the floors", async () => {
  const floorOf = (room: string) =>
    FLOORS.findIndex((rooms) => rooms.includes(room));
  const up = (await importsOfAll(ROOMS)).filter(({ from, to }) => {
    if (to === null || !ROOMS.includes(roomOf(to))) return true;
    const [above, below] = [roomOf(from), roomOf(to)];
    return above !== below && floorOf(above) <= floorOf(below);
  });
  assertEquals(up, []);
});

Deno.test("data imports nothing of ours but data and config", async () => {
  const imports = await importsOf("data");
  assertEquals(
    imports.filter(({ to }) =>
      to === null || !["data", "config"].includes(roomOf(to))
    ),
    [],
  );
});

Deno.test("examples import the library by its name alone, and share what is in examples/shared", async () => {
  const imports = await importsOf("examples");
  // The page shows the training of a model that has an example of its own.
  const isShown = (to: string) => to === "examples/vae/vae.ts";
  const folder = (path: string) => path.split("/").slice(0, 2).join("/");
  assertEquals(
    imports.filter(({ from, to }) =>
      to !== null && !isShown(to) &&
      ![folder(from), "examples/shared"].includes(folder(to))
    ),
    [],
  );
});

Deno.test("the library imports no package", async () => {
  const imports = await importsOfAll(INSIDE);
  assertEquals(imports.filter(({ to }) => to === null), []);
  assertEquals(
    imports.filter(({ to }) => !INSIDE.includes(roomOf(to ?? ""))),
    [],
  );
});

Deno.test("what lies beside the floors imports them, itself, and packages when they are needed", async () => {
  for (const room of BESIDE) {
    const imports = await importsOf(room);
    assertEquals(imports.filter(({ to }) => to === "mod.ts"), []);
    const others = imports.filter(({ to }) =>
      to !== null && ![room, ...ROOMS].includes(roomOf(to))
    );
    assertEquals(others, []);
    const early = imports.filter(({ to, isDynamic, ofTypes }) =>
      to === null && !isDynamic && !ofTypes
    );
    assertEquals(early, []);
  }
});

Deno.test("no files import each other in a circle, types included", async () => {
  for (const room of [...BESIDE, "bench", "examples", "tests", "tools"]) {
    assertEquals(findCircle(await importsOf(room)), null);
  }
  assertEquals(findCircle(await importsOfAll(INSIDE)), null);
});

Deno.test("where the library uses Deno, it has asked whether it is there", async () => {
  const rooms = [...INSIDE, ...BESIDE];
  const files = (await Promise.all(rooms.map(sourceFiles))).flat();
  const unasked: string[] = [];
  for (const file of files) {
    const code = withoutComments(await Deno.readTextFile(new URL(file, ROOT)));
    const uses = /\bDeno\.(?!customInspect)/.test(code);
    if (uses && !/typeof Deno\b|globalThis\.Deno\b/.test(code)) {
      unasked.push(file);
    }
  }
  assertEquals(unasked, []);
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
}

Deno.test("every file of the library and its tests opens with what it is", async () => {
  const silent: string[] = [];
  const rooms = [...INSIDE, ...BESIDE];
  for (const file of (await Promise.all(rooms.map(sourceFiles))).flat()) {
    const source = await Deno.readTextFile(new URL(file, ROOT));
    if (!source.startsWith("/**")) silent.push(file);
  }
  assertEquals(silent, []);
});

Deno.test("no file is longer than 300 lines, and half are below 100", async () => {
  const files = await sourceFiles("");
  const lengths = new Map<string, number>();
  for (const file of files) {
    const source = await Deno.readTextFile(new URL(file, ROOT));
    lengths.set(file, source.split("\n").length - 1);
  }
  assertEquals([...lengths].filter(([, lines]) => lines > 300), []);
  const sorted = [...lengths.values()].sort((a, b) => a - b);
  assertEquals(sorted[sorted.length >> 1] < 100, true);
});
