/** How a line of progress is laid out, so that it stands still while its numbers change. */

/** Characters of the bar between its brackets, at most and at least. */
const WIDEST = 24, NARROWEST = 8;

/** Lays out one line after the other. While the terminal stays as wide as it is, a bar that was narrow does not widen. */
export class Layout {
  #columns = 0;
  #bar = WIDEST;
  #form = 0;

  /** Begins another work, of which there may be more or less to say. */
  begin(): void {
    this.#form = 0;
  }

  /** The first form that fits, with a bar in the place of `[]`; one that was too long for this work is not tried again. */
  line(
    forms: readonly (readonly string[])[],
    share: number | null,
    columns: number,
  ): string {
    if (columns !== this.#columns) {
      [this.#columns, this.#bar, this.#form] = [columns, WIDEST, 0];
    }
    for (; this.#form < forms.length; this.#form++) {
      const parts = forms[this.#form].filter((part) =>
        part !== "" && (part !== "[]" || share !== null)
      );
      // In the last column some terminals begin a new line.
      const room = columns - 1 - parts.join("  ").length;
      const at = parts.indexOf("[]");
      if (at < 0 ? room < 0 : room < NARROWEST) continue;
      if (at >= 0) {
        this.#bar = Math.min(this.#bar, room);
        parts[at] = barOf(share!, this.#bar);
      }
      return parts.join("  ");
    }
    return forms.at(-1)!.join("").slice(0, Math.max(0, columns - 1));
  }
}

function barOf(done: number, width: number): string {
  const full = Math.floor(width * done);
  return `[${"#".repeat(full)}${"-".repeat(width - full)}]`;
}
