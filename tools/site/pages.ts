/** The pages of what is written in the repository: the README, and all that its pages lead to. */

import { code, type Content, markdown } from "./markdown.ts";
import { notebook } from "./notebook.ts";

/** A page, or a file that is as it is. */
export interface Page {
  /** Where it lies in the repository. */
  readonly source: string;
  /** Where it lies in the site. */
  readonly path: string;
  /** What it shows; `null` for a file. */
  readonly content: Content | null;
}

const FILES = /\.(png|svg|jpg)$/;
const LINK = /(href|src)="([^"#]*)(#[^"]*)?"/g;

/** Reads the pages from the README on, as far as links lead inside the repository. */
export async function readPages(root: URL): Promise<Page[]> {
  const pages = new Map<string, Page>();
  const waiting = [
    "README.md",
    ...await folderOf(root, "notebooks"),
    "docs/benchmarks.md",
    "CHANGELOG.md",
  ];
  while (waiting.length > 0) {
    const source = waiting.pop()!;
    if (pages.has(source)) continue;
    const path = pathOf(source);
    const content = FILES.test(source) ? null : await contentOf(root, source);
    const links: string[] = [];
    const html = content?.html.replace(
      LINK,
      (link, kind, href, fragment = "") => {
        if (href === "" || /^[a-z]+:/.test(href)) return link;
        const to = inRepository(source, href);
        const found = existing(root, to);
        if (found === null) {
          throw new Error(
            `Cannot make the page of ${source}: expected ${href} to be there`,
          );
        }
        links.push(found);
        return `${kind}="${relative(path, pathOf(found))}${fragment}"`;
      },
    );
    pages.set(source, {
      source,
      path,
      content: content && { ...content, html: html! },
    });
    waiting.push(...links);
  }
  return [...pages.values()];
}

async function folderOf(root: URL, folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(new URL(folder, root))) {
    if (isFile) names.push(`${folder}/${name}`);
  }
  return names.sort();
}

/** Where the page of a file lies. */
function pathOf(source: string): string {
  if (FILES.test(source)) return source;
  if (source === "README.md") return "index.html";
  return `${source.replace(/\.(md|ipynb)$|\/$/, "")}.html`;
}

async function contentOf(root: URL, source: string): Promise<Content> {
  if (source.endsWith("/")) return await listing(root, source);
  const text = await Deno.readTextFile(new URL(source, root));
  if (source.endsWith(".md")) return markdown(text);
  if (source.endsWith(".ipynb")) return notebook(text);
  const html = `<h1>${source}</h1>${code(text, source.split(".").at(-1))}`;
  return { title: source, html, sections: [] };
}

/** A folder that has nothing to say of itself. */
async function listing(root: URL, folder: string): Promise<Content> {
  const names = (await folderOf(root, folder.slice(0, -1)))
    .map((path) => path.slice(folder.length))
    .map((name) =>
      `<li><a href="${folder.split("/").at(-2)}/${name}">${name}</a></li>`
    );
  const html = `<h1>${folder}</h1><ul>${names.join("")}</ul>`;
  return { title: folder, html, sections: [] };
}

function inRepository(source: string, href: string): string {
  const base = source.endsWith("/") ? source.slice(0, -1) : source;
  return new URL(href, `file:///${base}`).pathname.slice(1);
}

/** The file that is meant: of a folder what it says of itself, or the folder. */
function existing(root: URL, path: string): string | null {
  const isThere = (path: string) => {
    try {
      return Deno.statSync(new URL(path, root));
    } catch {
      return null;
    }
  };
  const found = isThere(path);
  if (!found?.isDirectory) return found && path;
  const folder = path.replace(/\/?$/, "/");
  return isThere(`${folder}README.md`) ? `${folder}README.md` : folder;
}

/** The way from one page to another. */
export function relative(from: string, to: string): string {
  const up = from.split("/").slice(0, -1).map(() => "../").join("");
  return `${up}${to}`;
}
