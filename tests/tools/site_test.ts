/** The site of the documentation: that it is whole, and needs nothing from outside. */

import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { makeSite } from "../../tools/site/site.ts";
import { inFolder } from "../helpers/folder.ts";

/** What a page says of one file, by its path in the site. */
type Site = ReadonlyMap<string, string>;

Deno.test("the site is whole: its links lead somewhere, nothing comes from elsewhere, and it can be searched", () =>
  inFolder(async (folder) => {
    const count = await makeSite(folder);
    const site = await readSite(folder);
    const pages = [...site.keys()].filter((path) => path.endsWith(".html"));
    assertEquals(pages.length, count);
    const links = pages.map((page) => checkLinks(site, page));
    assert(links.every((count) => count > 5), "links are found");

    const shown = (page: string) => site.get(page) ?? "";
    for (const name of Object.keys(config.exports)) {
      const entry = `${config.name}${name.slice(1)}`;
      const there = pages.some((page) => shown(page).includes(`${entry}<`));
      assert(there, `a page of ${entry}`);
    }
    assert(shown("api/layers.html").includes('id="Conv2DTranspose"'));
    assert(shown("notebooks/vae.html").includes('src="data:image/png;base64,'));
    assert(/<table>[^]*PyTorch/.test(shown("docs/benchmarks.html")));

    const [, rows] = shown("search_index.js").match(
      /^searchIndex = (.*);\n$/s,
    )!;
    const found = (JSON.parse(rows) as string[][])
      .filter(([, name]) => name === "Conv2DTranspose");
    assertEquals(found.map(([, , at]) => at), [
      "api/layers.html#Conv2DTranspose",
    ]);
  }));

/** All files; of those that are no text, only that they are there. */
async function readSite(folder: string, below = ""): Promise<Site> {
  const files = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`, inSite = `${below}${name}`;
    if (isDirectory) {
      for (const file of await readSite(path, `${inSite}/`)) files.set(...file);
    } else {
      const isText = /\.(html|js|css)$/.test(name);
      files.set(inSite, isText ? await Deno.readTextFile(path) : "");
    }
  }
  return files;
}

/** How many links a page has; fails for one to a page or a heading that is not there, and for what would be loaded from elsewhere. */
function checkLinks(site: Site, page: string): number {
  const links = [...site.get(page)!.matchAll(LINKS)];
  for (const [, tag, kind, to] of links) {
    if (/^[a-z]+:/.test(to)) {
      const isLoaded = kind === "src" || tag === "link";
      assert(!isLoaded || to.startsWith("data:"), `${page} loads ${to}`);
      continue;
    }
    const { pathname, hash } = new URL(to, `file:///${page}`);
    const path = decodeURIComponent(pathname.slice(1));
    const target = site.get(path);
    assert(target !== undefined, `${page} leads to ${to}`);
    const id = decodeURIComponent(hash.slice(1));
    assert(!id || target.includes(`id="${id}"`), `${page} leads to ${to}`);
  }
  return links.length;
}

const LINKS = /<(\w+)[^>]*?\s(href|src)="([^"]*)"/g;
