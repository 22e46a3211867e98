/** Numbers by which the code is held to its style: `deno task census [FOLDER]`, the folder being another checkout. */

import { startup } from "../../bench/startup.ts";
import { tableOf } from "../../bench/table.ts";
import { explained } from "../usage.ts";

/** The rooms of the library. */
export const LIBRARY: readonly string[] = [
  ...["config", "backends", "autograd", "variables", "layers", "training"],
  ...["models", "data", "mod.ts"],
];
const OTHERS = ["bench", "examples", "tests", "tools"];
/** Fresh processes of which the least time counts. */
const STARTS = 15;

/** What is counted in a room. */
export interface Count {
  readonly files: number;
  readonly lines: number;
  /** Functions with more than five parameters. */
  readonly parameters: number;
  /** Casts `as never`. */
  readonly casts: number;
}

/** Counts the TypeScript files of a room, which is a folder or a file; null if it is not there. */
export async function count(room: URL): Promise<Count | null> {
  const lines = await linesOf(room);
  if (lines === null) return null;
  const found = await findingsIn(room);
  const foundBy = (rule: string) =>
    found.filter(({ code }) => code === `census/${rule}`).length;
  return {
    files: lines.length,
    lines: sum(lines),
    parameters: foundBy("parameters"),
    casts: foundBy("never"),
  };
}

/** The numbers of lines of a room's files. */
async function linesOf(room: URL): Promise<number[] | null> {
  try {
    if (room.href.endsWith(".ts")) {
      return [(await Deno.readTextFile(room)).split("\n").length - 1];
    }
    const all: number[] = [];
    for await (const { name, isDirectory } of Deno.readDir(room)) {
      if (!isDirectory && !name.endsWith(".ts")) continue;
      all.push(...await linesOf(new URL(`${room.href}/${name}`)) ?? []);
    }
    return all;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function findingsIn(room: URL): Promise<{ readonly code: string }[]> {
  const config = `${import.meta.dirname}/lint.json`;
  const args = ["lint", "--json", "--config", config, room.pathname];
  return (await denoJson(args)).diagnostics;
}

/** How many files importing mod.ts leads to, those for types and those loaded later included. */
async function filesBehind(root: URL): Promise<number> {
  const { pathname } = new URL("mod.ts", root);
  const { modules } = await denoJson(["info", "--json", "--no-lock", pathname]);
  return modules.length;
}

// deno-lint-ignore no-explicit-any
async function denoJson(args: string[]): Promise<any> {
  const stderr = "null";
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr })
    .output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function total(counts: readonly Count[]): Count {
  const of = (key: keyof Count) => sum(counts.map((count) => count[key]));
  return {
    ...{ files: of("files"), lines: of("lines") },
    ...{ parameters: of("parameters"), casts: of("casts") },
  };
}

/** Adds the rooms that are there to a table; resolves to their total. */
async function addRooms(
  rows: string[][],
  rooms: readonly string[],
  root: URL,
): Promise<Count> {
  const counts: Count[] = [];
  for (const room of rooms) {
    const found = await count(new URL(room, root));
    if (found === null) continue;
    counts.push(found);
    rows.push(rowOf(room, found));
  }
  return total(counts);
}

function rowOf(name: string, count: Count): string[] {
  const { files, lines, parameters, casts } = count;
  return [name, ...[files, lines, parameters, casts].map(String)];
}

async function main(root: URL): Promise<void> {
  const rows: string[][] = [];
  const library = await addRooms(rows, LIBRARY, root);
  rows.push(rowOf("library", library));
  const others = await addRooms(rows, OTHERS, root);
  rows.push(rowOf("all", total([library, others])));
  const head = ["", "files", "lines", "over 5 parameters", "as never"];
  console.log(tableOf(head, rows));
  const { empty, whole } = await startup(STARTS, root);
  console.log(
    `\nmod.ts leads to ${await filesBehind(root)} files; importing it takes ${
      (whole - empty).toFixed(0)
    } ms over an empty script's ${empty.toFixed(0)}`,
  );
}

if (import.meta.main) {
  const line = "deno task census [FOLDER]";
  const code = explained(Deno.args, { line, takesWords: true });
  if (code !== undefined) Deno.exit(code);
  const [folder = "."] = Deno.args;
  const root = new URL(`${folder}/`, `file://${Deno.cwd()}/`);
  if (await count(new URL("mod.ts", root)) === null) {
    console.error(
      `Cannot take a census: expected a checkout, received ${folder}, which has no mod.ts`,
    );
    Deno.exit(2);
  }
  await main(root);
}
