/** Makes the site: all pages, what they look like, and what is searched. */

import { ROOT } from "../import_map.ts";
import { apiPages } from "./api.ts";
import { layout } from "./layout.ts";
import type { Content } from "./markdown.ts";
import { readPages, relative } from "./pages.ts";

const LOOK = ["style.css", "search.js"];
/** How much of a section is searched. */
const SEARCHED = 600;

/** Writes the site to a folder; how many pages it has. */
export async function makeSite(out: string): Promise<number> {
  await Deno.mkdir(out, { recursive: true });
  const pages: { path: string; content: Content }[] = [];
  for (const { source, path, content } of await readPages(ROOT)) {
    if (content) pages.push({ path, content });
    else await write(out, path, await Deno.readFile(new URL(source, ROOT)));
  }
  for (const { path, ...content } of await apiPages()) {
    // Links between them say where they lie in the site.
    const html = content.html.replace(
      /href="(api\/[^"]*)"/g,
      (_, to) => `href="${relative(path, to)}"`,
    );
    pages.push({ path, content: { ...content, html } });
  }
  for (const { path, content } of pages) {
    await write(out, path, new TextEncoder().encode(layout(path, content)));
  }
  for (const name of LOOK) {
    await write(
      out,
      name,
      await Deno.readFile(new URL(`look/${name}`, import.meta.url)),
    );
  }
  const index = JSON.stringify(pages.flatMap(searched));
  await write(
    out,
    "search_index.js",
    new TextEncoder().encode(`searchIndex = ${index};\n`),
  );
  return pages.length;
}

/** The sections of a page as rows of what is searched: page, title, address and text. */
function searched({ path, content }: { path: string; content: Content }) {
  const { title, sections } = content;
  if (sections.length === 0) return [[title, title, path, ""]];
  return sections.map(({ id, title: name, text }) => [
    title,
    name,
    id === "" ? path : `${path}#${id}`,
    text.replace(/\s+/g, " ").trim().slice(0, SEARCHED),
  ]);
}

async function write(
  out: string,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const place = `${out}/${path}`;
  await Deno.mkdir(place.slice(0, place.lastIndexOf("/")), { recursive: true });
  await Deno.writeFile(place, bytes);
}
