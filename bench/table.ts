/** Tables in Markdown, and the numbers in them. */

/** The middle of a list; the mean of the two in the middle if there are two. */
export function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** The geometric mean. */
export function geometricMean(list: readonly number[]): number {
  const logs = list.map(Math.log);
  return Math.exp(logs.reduce((a, b) => a + b, 0) / list.length);
}

/** Three digits, as few zeros as it takes. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** A table with its columns aligned, the first to the left and the others to the right. */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) =>
    Math.max(3, ...all.map((row) => row[i].length))
  );
  const line = (row: readonly string[]) =>
    `| ${
      row.map((cell, i) =>
        i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])
      ).join(" | ")
    } |`;
  const rule = widths.map((width, i) =>
    i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [line(head), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}

/** Reasons as footnotes: the same reason has the same mark. */
export class Footnotes {
  readonly #marks = new Map<string, string>();

  /** The mark to put into a table. */
  mark(reason: string): string {
    const known = this.#marks.get(reason);
    if (known) return known;
    const mark = String.fromCharCode(97 + this.#marks.size);
    this.#marks.set(reason, `(${mark})`);
    return `(${mark})`;
  }

  /** One line for each. */
  toString(): string {
    return [...this.#marks].map(([reason, mark]) => `${mark} ${reason}`)
      .join("  \n");
  }
}
