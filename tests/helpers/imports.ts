/** Reads who imports whom from the sources. */

import { fromFileUrl, ROOT, sourceFiles } from "./sources.ts";

/** One import, or one re-export, of types or of values. */
export interface Import {
  /** The file that imports, relative to the root of the repository. */
  readonly from: string;
  /** What stands between the quotes. */
  readonly specifier: string;
  /** The file meant, relative to the root; null where it is none of ours. */
  readonly to: string | null;
  /** Whether it is of types alone, so that nothing is loaded. */
  readonly ofTypes: boolean;
  /** Whether it is loaded where the program comes to it, and not before. */
  readonly isDynamic: boolean;
}

const STATEMENT = /^(?:import|export)\b[^"';]*?\bfrom\s+"([^"]+)"/gm;
const BARE = /^import\s+"([^"]+)"/gm;
const DYNAMIC = /\bimport(?:\.source)?\(\s*"([^"]+)"/g;

/** All imports of the files in a room: a folder of the repository, or one file. */
export async function importsOf(room: string): Promise<Import[]> {
  const found: Import[] = [];
  for (const from of await sourceFiles(room)) {
    const source = await Deno.readTextFile(new URL(from, ROOT));
    // Examples in comments import the library as its users do.
    const text = source.replace(/^\s*\/\*\*[^]*?\*\//gm, "");
    for (const pattern of [STATEMENT, BARE, DYNAMIC]) {
      for (const [statement, specifier] of text.matchAll(pattern)) {
        const to = resolve(from, specifier);
        const ofTypes = /^(?:import|export) type\b/.test(statement);
        const isDynamic = pattern === DYNAMIC;
        found.push({ from, specifier, to, ofTypes, isDynamic });
      }
    }
  }
  return found;
}

function resolve(from: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  return fromFileUrl(new URL(specifier, new URL(from, ROOT)));
}

/** A circle of imports, as its files in order, or null. */
export function findCircle(imports: readonly Import[]): string[] | null {
  const targets = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    if (to === null) continue;
    if (!targets.has(from)) targets.set(from, new Set());
    targets.get(from)!.add(to);
  }
  const finished = new Set<string>();
  for (const start of targets.keys()) {
    const circle = walk(start, []);
    if (circle) return circle;
  }
  return null;

  function walk(file: string, path: string[]): string[] | null {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (finished.has(file)) return null;
    for (const next of targets.get(file) ?? []) {
      const circle = walk(next, [...path, file]);
      if (circle) return circle;
    }
    finished.add(file);
    return null;
  }
}
