/** Finds source files that have grown into two. */

const LIMIT = 300;
const SKIPPED = new Set(["node_modules", "fixtures", "out", "coverage"]);

/** A source file and its number of lines. */
export interface FileLength {
  readonly path: string;
  readonly lines: number;
}

/** The TypeScript files under `directory` with more than 300 lines. */
export async function filesTooLong(directory: string): Promise<FileLength[]> {
  const found: FileLength[] = [];
  for (const path of await sourceFiles(directory)) {
    const lines = (await Deno.readTextFile(path)).split("\n").length - 1;
    if (lines > LIMIT) found.push({ path, lines });
  }
  return found;
}

/** All TypeScript files under `directory`, in the order of their paths. */
export async function sourceFiles(directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(directory)) {
    if (SKIPPED.has(entry.name) || entry.name.startsWith(".")) continue;
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory) found.push(...await sourceFiles(path));
    else if (entry.name.endsWith(".ts")) found.push(path);
  }
  return found.sort();
}
