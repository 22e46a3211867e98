/** Summaries of layers, as Keras prints them. */

import { escaped } from "../../config/markup.ts";
import { RichText } from "../../config/rich_text.ts";
import { count, flag, nullable } from "../../config/rows.ts";
import { readOptions, refuse, type Schema } from "../../config/schema.ts";
import {
  type Cells,
  cellsOf,
  lineOf,
  type Summarized,
  type SummaryExtras,
  totalsOf,
} from "./rows.ts";
import { textTable } from "./text_table.ts";

/**
 * How a model is summarized.
 * @category Layers
 */
export interface SummaryOptions {
  /** Characters of a line, where cells go on in further lines; as many as the longest cells need if not given. */
  readonly lineLength?: number | null;
  /** What is to be called with the text, such as `console.log`. */
  readonly printFn?: ((text: string) => void) | null;
  /** Whether models in it are followed by their layers; false if not given. */
  readonly expandNested?: boolean;
  /** Whether each layer is said to be trained or not; false if not given. */
  readonly showTrainable?: boolean;
}

const ROWS = {
  lineLength: nullable(count()),
  printFn: {
    read(value, place) {
      if (value === undefined || value === null) return null;
      if (typeof value === "function") return value as (text: string) => void;
      return refuse(place, "a function", value);
    },
  },
  expandNested: flag(false),
  showTrainable: flag(false),
} satisfies Schema<SummaryOptions>;

/** A layer in one line. */
export function summaryLine(layer: Summarized): RichText {
  const line = lineOf(layer);
  return new RichText(line, { "text/html": `<pre>${escaped(line)}</pre>` });
}

/** A model as a table of the layers in it, and how many of its parameters are trained. */
export function summaryTable(
  model: Summarized,
  layers: readonly Summarized[],
  extras: SummaryExtras = {},
  options: SummaryOptions = {},
): RichText {
  const read = readOptions("summarize a model", ROWS, options);
  const { lineLength, printFn, ...columns } = read;
  const cells = cellsOf(layers, extras, columns);
  const title = `Model: "${model.name}"`;
  const totals = totalsOf(model, extras)
    .map(([kind, count]) => `${kind}: ${count}`);
  const text = [
    title,
    textTable(cells, lineLength),
    ...totals.map((line) => ` ${line}`),
  ].join("\n");
  printFn?.(text);
  return new RichText(text, { "text/html": htmlOf(title, cells, totals) });
}

function htmlOf(
  title: string,
  { head, align, body }: Cells,
  totals: readonly string[],
): string {
  const row = (tag: string, cells: readonly string[]): string => {
    const shown = cells.map((cell, i) => {
      // What is indented stays so.
      const text = escaped(cell).replaceAll("   ", "&emsp;");
      return `<${tag} style="text-align: ${align[i]}">${text}</${tag}>`;
    });
    return `<tr>${shown.join("")}</tr>`;
  };
  return `<table><caption>${escaped(title)}</caption><thead>${
    row("th", head)
  }</thead><tbody>${body.map((cells) => row("td", cells)).join("")}</tbody>` +
    `</table><p>${totals.map(escaped).join("<br>")}</p>`;
}
