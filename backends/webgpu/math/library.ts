/** Functions in WGSL and what they use. */

/** A function. */
export interface Definition {
  /** Its text. */
  readonly code: string;
  /** The functions that it calls. */
  readonly uses?: readonly string[];
}

/** Functions by their names. */
export type Library = Readonly<Record<string, Definition>>;

/** The text of functions and of all that they use, each once. */
export function definitionsOf(
  library: Library,
  names: Iterable<string>,
): string {
  const parts = new Map<string, string>();
  const visit = (name: string): void => {
    if (parts.has(name)) return;
    const { code, uses = [] } = library[name];
    parts.set(name, code);
    uses.forEach(visit);
  };
  for (const name of names) visit(name);
  return [...parts.values()].join("\n");
}
