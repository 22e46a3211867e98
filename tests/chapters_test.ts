/** The documentation reads in chapters: `@category` of each exported symbol. */

import { assert, assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { importMapFlag, offlineImports } from "../tools/import_map.ts";
import { chapterOf } from "./helpers/chapters.ts";
import { fromFileUrl, ROOT } from "./helpers/sources.ts";

/** What `deno doc --json` says of a symbol: where it is declared, once for each overload. */
interface Symbol {
  readonly name: string;
  readonly declarations: readonly {
    readonly location: { readonly filename: string };
    readonly kind: string;
    readonly jsDoc?: {
      readonly tags?: readonly {
        readonly kind: string;
        readonly doc: string;
      }[];
    };
  }[];
}

/** What entry points say of themselves, and what they export. */
interface Documentation {
  readonly nodes: Readonly<
    Record<string, {
      readonly module_doc: Symbol["declarations"][number]["jsDoc"];
      readonly symbols: readonly Symbol[];
    }>
  >;
}

/** All entry points, as Deno documents them. */
async function documentation(): Promise<Documentation> {
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
  assert(success, failed);
  return JSON.parse(said);
}

const { nodes } = await documentation();

Deno.test("every exported symbol stands in the chapter of its room", () => {
  const wrong: string[] = [];
  let symbols = 0;
  for (
    const { name, declarations } of Object.values(nodes).flatMap((entry) =>
      entry.symbols
    )
  ) {
    // What another entry point exports too stands in its chapter there.
    const own = declarations.filter(({ kind }) => kind !== "reference");
    if (own.length === 0) continue;
    symbols++;
    const named = own.flatMap(({ jsDoc }) => jsDoc?.tags ?? [])
      .filter(({ kind }) => kind === "category").map(({ doc }) => doc);
    const file = fromFileUrl(new URL(own[0].location.filename));
    // The declaration of a namespace is the line that exports it, not what is in it.
    const chapter = own[0].kind === "namespace" ? named[0] : chapterOf(file);
    if (named.length === 0 || named.some((one) => one !== chapter)) {
      wrong.push(`${name} in ${file}: ${named.join()} instead of ${chapter}`);
    }
  }
  assertEquals(wrong, []);
  assert(symbols > 800, `${symbols}`);
});

Deno.test("every entry point says what it is, with an example", () => {
  const kindsOf = (name: string) =>
    nodes[name].module_doc?.tags?.map(({ kind }) => kind) ?? [];
  const silent = Object.keys(nodes).filter((name) =>
    !["module", "example"].every((kind) => kindsOf(name).includes(kind))
  );
  assertEquals(silent.map((name) => fromFileUrl(new URL(name))), []);
});
