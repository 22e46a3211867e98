/** What all pages of the site have around them. */

import { type Content, escape } from "./markdown.ts";
import { relative } from "./pages.ts";

/** Where the visitor finds the rest, on each page. */
export const MENU: readonly (readonly [title: string, path: string])[] = [
  ["Getting started", "docs/getting_started.html"],
  ["API", "api/index.html"],
  ["Notebooks", "docs/notebooks.html"],
  ["From Keras", "docs/from_keras.html"],
  ["Benchmarks", "docs/benchmarks.html"],
  ["Architecture", "docs/architecture.html"],
  ["Changes", "CHANGELOG.html"],
];

/** A whole page, of what it shows. */
export function layout(path: string, { title, html }: Content): string {
  const to = (other: string) => relative(path, other);
  const menu = MENU.map(([name, other]) => {
    const here = other === path ? ' aria-current="page"' : "";
    return `<a href="${to(other)}"${here}>${name}</a>`;
  });
  return `<!DOCTYPE html>
<html lang="en" data-root="${relative(path, "")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${
    escape(path === "index.html" ? "decograd" : `${title} · decograd`)
  }</title>
<link rel="stylesheet" href="${to("style.css")}">
<script src="${to("search.js")}" defer></script>
</head>
<body>
<header>
<a class="name" href="${to("index.html")}">decograd</a>
<nav aria-label="Site">${menu.join("")}</nav>
<div class="search" role="search">
<input type="search" placeholder="Search (press /)" aria-label="Search" autocomplete="off">
<ol hidden></ol>
</div>
</header>
<main>${html}</main>
</body>
</html>
`;
}
