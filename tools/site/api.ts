/** The pages of the entry points: chapters of symbols, with all that is said of them. */

import config from "../../deno.json" with { type: "json" };
import { declarationText, membersOf } from "./declarations.ts";
import {
  chapterOf,
  type Declaration,
  documentation,
  type Entry,
  type ExportedSymbol,
  type JsDoc,
} from "./documentation.ts";
import {
  code,
  type Content,
  escape,
  markdown,
  plain,
  type Section,
} from "./markdown.ts";
import { typeText } from "./types.ts";

/** A page of an entry point. */
export interface ApiPage extends Content {
  readonly path: string;
}

/** The pages of all entry points, and one that leads to them. */
export async function apiPages(): Promise<ApiPage[]> {
  const entries = await documentation();
  const places = placesIn(entries);
  const pages = entries.map((entry) => pageOf(entry, places));
  return [overview(entries), ...pages];
}

/** Where a page of an entry point lies. */
function pathOf({ name }: Pick<Entry, "name">): string {
  const said = name === "." ? "decograd" : name.slice(2).replaceAll("/", "_");
  return `api/${said}.html`;
}

function importOf({ name }: Entry): string {
  return name.replace(".", config.name);
}

/** Where each declaration is documented, so that what is exported again leads there. */
function placesIn(entries: readonly Entry[]): Map<string, string> {
  const places = new Map<string, string>();
  for (const entry of entries) {
    for (const { name, declarations } of entry.symbols) {
      const [{ location, kind }] = declarations;
      if (kind !== "reference" && kind !== "namespace") {
        places.set(placeOf(location), `${pathOf(entry)}#${name}`);
      }
    }
    places.set(entry.file, pathOf(entry));
  }
  return places;
}

function placeOf({ filename, line }: Declaration["location"]): string {
  return `${filename}:${line}`;
}

function overview(entries: readonly Entry[]): ApiPage {
  const rows = entries.map((entry) => {
    const name = `<a href="${pathOf(entry)}"><code>${
      importOf(entry)
    }</code></a>`;
    return `<tr><td>${name}</td><td>${
      markdown(entry.jsDoc.doc ?? "").html
    }</td></tr>`;
  });
  return {
    path: "api/index.html",
    title: "API",
    html:
      `<h1>API</h1><div class="wide"><table><thead><tr><th>import from</th><th></th></tr></thead><tbody>${
        rows.join("")
      }</tbody></table></div>`,
    sections: [],
  };
}

function pageOf(entry: Entry, places: ReadonlyMap<string, string>): ApiPage {
  const sections: Section[] = [];
  const chapters = new Map<string, string[]>();
  const listed = new Map<string, string[]>();
  for (const symbol of entry.symbols) {
    const [first] = symbol.declarations;
    const chapter = chapterOf(symbol.declarations) ?? "Documented elsewhere";
    const into = (map: Map<string, string[]>, html: string) =>
      map.set(chapter, [...map.get(chapter) ?? [], html]);
    if (first.kind === "reference") {
      const place = target(first, places);
      if (place) into(listed, `<a href="${place}">${symbol.name}</a>`);
      continue;
    }
    into(listed, `<a href="#${symbol.name}">${symbol.name}</a>`);
    into(chapters, symbolOf(symbol, symbol.name, places, sections));
  }
  const contents = [...listed].map(([chapter, links]) =>
    `<dt>${chapter}</dt><dd>${links.join(" ")}</dd>`
  );
  const parts = [...chapters].map(([chapter, symbols]) =>
    `<h2 id="${chapter.replaceAll(" ", "-")}-">${chapter}</h2>${
      symbols.join("")
    }`
  );
  const title = importOf(entry);
  return {
    path: pathOf(entry),
    title,
    html: `<h1><code>${title}</code></h1>${
      told(entry.jsDoc)
    }<dl class="chapters">${contents.join("")}</dl>${parts.join("")}`,
    sections: [
      { id: "", title, text: plain(entry.jsDoc.doc ?? "") },
      ...sections,
    ],
  };
}

/** Where what a reference means is documented, through other references if need be. */
function target(
  { def }: Declaration,
  places: ReadonlyMap<string, string>,
): string | undefined {
  return places.get(placeOf(def.target));
}

function symbolOf(
  { name, declarations }: ExportedSymbol,
  id: string,
  places: ReadonlyMap<string, string>,
  sections: Section[],
): string {
  const [{ kind, jsDoc }] = declarations;
  sections.push({ id, title: id, text: plain(jsDoc?.doc ?? "") });
  if (kind === "namespace") {
    return namespaceOf(name, declarations[0], places, sections);
  }
  // What implements overloads is not called itself.
  const shown = declarations.some((one) => one.kind === "function" && one.jsDoc)
    ? declarations.filter((one) => one.jsDoc)
    : declarations;
  const parts = shown.map((one) =>
    code(declarationText(name, one), "ts") + told(one.jsDoc)
  );
  const members = declarations.flatMap(membersOf).map(({ text, said }) =>
    `<dt>${code(text, "ts")}</dt><dd>${told(said.jsDoc)}</dd>`
  );
  const list = members.length === 0
    ? ""
    : `<dl class="members">${members.join("")}</dl>`;
  return `<section class="symbol"><h3 id="${id}">${id} <a class="here" href="#${id}" aria-label="Link to ${id}">#</a></h3>${
    parts.join("")
  }${list}</section>`;
}

/** A namespace leads to the page of its entry point; one that is none has its members here. */
function namespaceOf(
  name: string,
  { def, jsDoc }: Declaration,
  places: ReadonlyMap<string, string>,
  sections: Section[],
): string {
  const elements: readonly ExportedSymbol[] = def.elements;
  const own = elements.filter(({ declarations: [one] }) =>
    one.kind !== "reference"
  );
  const [page] = elements.flatMap(({ declarations: [one] }) =>
    one.kind === "reference" ? target(one, places) ?? [] : []
  )
    .map((place) => place.split("#")[0]);
  const parts = own.map((one) =>
    symbolOf(one, `${name}.${one.name}`, places, sections)
  );
  const lead = page && own.length === 0
    ? `<p>All of it: <a href="${page}"><code>${name}</code></a>.</p>`
    : "";
  return `<section class="symbol"><h3 id="${name}">${name} <a class="here" href="#${name}" aria-label="Link to ${name}">#</a></h3>${
    told(jsDoc)
  }${lead}${parts.join("")}</section>`;
}

/** What is said of something, its errors and its examples. */
function told(jsDoc: JsDoc = {}): string {
  const throws = jsDoc.tags?.filter(({ kind }) => kind === "throws") ?? [];
  const examples = jsDoc.tags?.filter(({ kind }) => kind === "example") ?? [];
  const errors = throws.map(({ tsType, doc }) =>
    `<li><code>${escape(tsType ? typeText(tsType) : "Error")}</code> ${
      markdown(doc ?? "").html.replace(/^<p>|<\/p>\n?$/g, "")
    }</li>`
  );
  return [
    markdown(jsDoc.doc ?? "").html,
    errors.length > 0
      ? `<p class="label">Throws</p><ul>${errors.join("")}</ul>`
      : "",
    ...examples.map(({ doc = "" }) =>
      `<p class="label">Example</p>${markdown(doc).html}`
    ),
  ].join("");
}
