/** Notebooks with what they showed when they were run. */

import {
  code,
  type Content,
  escape,
  markdown,
  type Section,
} from "./markdown.ts";

type Lines = string | readonly string[];

interface Cell {
  readonly cell_type: "markdown" | "code";
  readonly source: Lines;
  readonly outputs?: readonly Output[];
}

interface Output {
  readonly text?: Lines;
  readonly data?: Readonly<Record<string, Lines>>;
  readonly traceback?: readonly string[];
}

/** A notebook as a page. */
export function notebook(text: string): Content {
  const { cells }: { cells: readonly Cell[] } = JSON.parse(text);
  const ids = new Set<string>(), sections: Section[] = [];
  const parts = cells.map((cell) => {
    const source = joined(cell.source);
    if (cell.cell_type === "code") {
      return code(source, "ts") + (cell.outputs ?? []).map(outputOf).join("");
    }
    const part = markdown(source, ids);
    sections.push(...part.sections);
    return part.html;
  });
  return {
    title: sections[0]?.title ?? "Notebook",
    html: parts.join("\n"),
    sections,
  };
}

/** The richest form of an output that a page can show. */
function outputOf({ text, data = {}, traceback }: Output): string {
  if (data["text/html"]) return shown(joined(data["text/html"]));
  if (data["image/svg+xml"]) return shown(joined(data["image/svg+xml"]));
  if (data["image/png"]) {
    const bytes = joined(data["image/png"]).replace(/\s/g, "");
    return shown(
      `<img alt="What the cell drew" src="data:image/png;base64,${bytes}">`,
    );
  }
  const said = text ?? data["text/markdown"] ?? data["text/plain"] ?? traceback;
  return said === undefined
    ? ""
    : shown(`<pre>${escape(withoutColours(joined(said)))}</pre>`);
}

function shown(html: string): string {
  return `<div class="output">${html}</div>`;
}

function joined(lines: Lines): string {
  return typeof lines === "string" ? lines : lines.join("");
}

function withoutColours(text: string): string {
  // deno-lint-ignore no-control-regex -- Terminals are told colours by it.
  return text.replace(/\x1b\[[0-9;]*m/g, "");
}
