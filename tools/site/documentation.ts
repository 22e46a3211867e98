/** What `deno doc` says of the entry points. */

import config from "../../deno.json" with { type: "json" };
import { importMapFlag, offlineImports, ROOT } from "../import_map.ts";
import type { Said } from "./types.ts";

/** What stands before a declaration. */
export interface JsDoc {
  readonly doc?: string;
  readonly tags?: readonly {
    readonly kind: string;
    readonly doc?: string;
    readonly tsType?: Said;
  }[];
}

/** One declaration of a symbol, of which a function may have several. */
export interface Declaration {
  readonly location: { readonly filename: string; readonly line: number };
  readonly kind: string;
  readonly jsDoc?: JsDoc;
  readonly def: Said;
}

/** What an entry point exports under a name. */
export interface ExportedSymbol {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** An entry point. */
export interface Entry {
  /** What programs import, without the name of the package: `"./layers"`. */
  readonly name: string;
  /** The address of its file. */
  readonly file: string;
  readonly jsDoc: JsDoc;
  readonly symbols: readonly ExportedSymbol[];
}

/** All entry points, in the order of deno.json. */
export async function documentation(): Promise<Entry[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["doc", "--json", importMapFlag(offlineImports())],
      ...Object.values(config.exports),
    ],
    cwd: ROOT,
  }).output();
  const [said, failed] = [stdout, stderr].map((b) =>
    new TextDecoder().decode(b)
  );
  if (!success) throw new Error(`Cannot read the documentation: ${failed}`);
  const { nodes } = JSON.parse(said);
  return Object.entries(config.exports).map(([name, path]) => {
    const file = new URL(path, ROOT).href;
    const { module_doc: jsDoc, symbols } = nodes[file];
    return { name, file, jsDoc, symbols };
  });
}

/** The chapter that a symbol stands in. */
export function chapterOf(
  declarations: readonly Declaration[],
): string | undefined {
  const tags = declarations.flatMap(({ jsDoc }) => jsDoc?.tags ?? []);
  return tags.find(({ kind }) => kind === "category")?.doc;
}
