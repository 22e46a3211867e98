/** Markdown as HTML: headings that can be linked to, and code in colours. */

import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import { Marked, type Tokens } from "marked";

const LANGUAGES = { bash, css, json, python, typescript, xml };
for (const [name, language] of Object.entries(LANGUAGES)) {
  hljs.registerLanguage(name, language);
}
const OTHER_NAMES: Readonly<Record<string, string>> = {
  html: "xml",
  js: "typescript",
  jsonc: "json",
  py: "python",
  sh: "bash",
  ts: "typescript",
};

/** A part of a page under a heading. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What it says, without marks. */
  text: string;
}

/** A page, as its renderer knows it. */
export interface Content {
  readonly title: string;
  readonly html: string;
  readonly sections: readonly Section[];
}

/** Text that HTML shows as it is. */
export function escape(text: string): string {
  const signs: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (sign) => signs[sign]);
}

/** Code in colours, where its language is known. */
export function code(text: string, language = ""): string {
  const [name] = language.split(/\s/);
  const known = OTHER_NAMES[name] ?? name;
  const shown = hljs.getLanguage(known)
    ? hljs.highlight(text, { language: known }).value
    : escape(text);
  return `<pre><code>${shown}</code></pre>`;
}

/** Renders a text; where it is a part of a page, headings get ids that no other part has (`ids`). */
export function markdown(text: string, ids: Set<string> = new Set()): Content {
  const sections: Section[] = [];
  const marked = new Marked({
    renderer: {
      code: ({ text, lang }: Tokens.Code) => code(text, lang),
      heading({ tokens, depth, text }: Tokens.Heading) {
        const id = unused(slugOf(plain(text)), ids);
        sections.push({ id, title: plain(text), text: "" });
        return `<h${depth} id="${id}">${
          this.parser.parseInline(tokens)
        } <a class="here" href="#${id}" aria-label="Link to this section">#</a></h${depth}>`;
      },
    },
  });
  const html = marked.parse(text, { async: false })
    .replaceAll("<table>", '<div class="wide"><table>')
    .replaceAll("</table>", "</table></div>");
  tell(text, sections);
  return { title: sections[0]?.title ?? "", html, sections };
}

/** Gives sections what stands below their headings. */
function tell(text: string, sections: readonly Section[]): void {
  let at = -1, isCode = false;
  for (const line of text.split("\n")) {
    if (/^\s*```/.test(line)) isCode = !isCode;
    else if (!isCode && /^#{1,6} /.test(line)) at++;
    else if (sections[at]) sections[at].text += `${plain(line)} `;
  }
}

/** A line without its marks. */
export function plain(text: string): string {
  return text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(
    /[`*_|]|<[^>]*>/g,
    "",
  ).trim();
}

/** The fragment by which GitHub knows a heading. */
function slugOf(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}\s-]/gu, "").trim().replace(
    /\s/g,
    "-",
  );
}

function unused(slug: string, ids: Set<string>): string {
  let id = slug || "section";
  for (let i = 1; ids.has(id); i++) id = `${slug}-${i}`;
  ids.add(id);
  return id;
}
