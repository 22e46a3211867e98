/** Finds the source files of the repository. */

/** The root of the repository. */
export const ROOT = new URL("../../", import.meta.url);

const SKIPPED = new Set(["node_modules", "fixtures", "out", "coverage"]);

/** The path of a file of ours, relative to the root. */
export function fromFileUrl(url: URL): string {
  return url.href.slice(ROOT.href.length);
}

/**
 * The TypeScript files in a room, relative to the root, in order; the room is a
 * folder, a file, or "" for all.
 */
export function sourceFiles(room: string): Promise<string[]> {
  return filesIn(room, [".ts"]);
}

/** All files that may have examples: sources and pages. */
export function documents(): Promise<string[]> {
  return filesIn("", [".ts", ".mjs", ".md"]);
}

async function filesIn(
  room: string,
  endings: readonly string[],
): Promise<string[]> {
  const isOurs = (name: string) => endings.some((end) => name.endsWith(end));
  if (isOurs(room)) return [room];
  const folder = new URL(room === "" ? "." : `${room}/`, ROOT);
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (SKIPPED.has(name) || name.startsWith(".")) continue;
    const path = room === "" ? name : `${room}/${name}`;
    if (isDirectory) found.push(...await filesIn(path, endings));
    else if (isOurs(name)) found.push(path);
  }
  return found.sort();
}
