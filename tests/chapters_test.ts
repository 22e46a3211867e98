/** The documentation reads in chapters: `@category` of each exported symbol. */

import { assert, assertEquals } from "@std/assert";
import { documentation } from "../tools/site/documentation.ts";
import { chapterOf } from "./helpers/chapters.ts";
import { fromFileUrl } from "./helpers/sources.ts";

const entries = await documentation();

Deno.test("every exported symbol stands in the chapter of its room", () => {
  const wrong: string[] = [];
  let symbols = 0;
  for (
    const { name, declarations } of entries.flatMap(({ symbols }) => symbols)
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
  const silent = entries.filter(({ jsDoc: { tags = [] } }) =>
    !["module", "example"].every((kind) =>
      tags.some((tag) => tag.kind === kind)
    )
  );
  assertEquals(silent.map(({ name }) => name), []);
});
