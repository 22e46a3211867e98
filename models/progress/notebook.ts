/** Progress in a notebook: one display that is made anew, with a bar and the curves of what is trained. */

import { drawCurves, type Point } from "./curves.ts";
import type { Jupyter } from "../../config/jupyter.ts";
import type { Moment, Screen } from "./screen.ts";

/** Columns of the text over the curves. */
const COLUMNS = 88;
/** Points of an epoch that has not ended: beyond them every other one is left out. */
const MOST_POINTS = 200;
/** How long the kernel may need to hand on what it was given, in milliseconds. */
const HANDING_ON = 10;

interface Lines {
  readonly training: Point[];
  readonly validation: Point[];
  current: Point[];
}

/** A display of a notebook. */
export class Notebook implements Screen {
  readonly #jupyter: Jupyter;
  readonly #id: string = crypto.randomUUID();
  readonly #curves = new Map<string, Lines>();
  #shown = false;
  #showing: Promise<void> | null = null;
  #next: Readonly<Record<string, string>> | null = null;
  #epoch = -1;

  /** Shows by the kernel. */
  constructor(jupyter: Jupyter) {
    this.#jupyter = jupyter;
  }

  /** Shows the bar, and the curves as far as they are. */
  update(line: (columns: number) => string, moment: Moment): void {
    const { epochs, share, logs } = moment;
    if (epochs !== null) {
      if (Math.floor(epochs) !== this.#epoch) this.#forgetCurrent();
      this.#epoch = Math.floor(epochs);
      for (const [name, value] of Object.entries(logs)) {
        const lines = this.#linesOf(name);
        lines.current.push([epochs, value]);
        if (lines.current.length > MOST_POINTS) {
          lines.current = lines.current.filter((_, i) => i % 2 === 0);
        }
      }
    }
    this.#show(line(COLUMNS), share);
  }

  /** Shows the end of an epoch, or of other work. */
  line(parts: readonly string[], { epochs, logs }: Moment): void {
    if (epochs !== null) {
      const isOnly = this.#curves.get("loss")?.training.length === 0;
      if (!isOnly) this.#forgetCurrent();
      for (const [name, value] of Object.entries(logs)) {
        const isValidation = name.startsWith("val_");
        const lines = this.#linesOf(isValidation ? name.slice(4) : name);
        (isValidation ? lines.validation : lines.training)
          .push([epochs, value]);
      }
    }
    this.#show(parts.join("  "), null);
  }

  /** What was shown stays: how far the work was is worth to know. */
  clear(): void {}

  /** Resolves when the kernel has handed all on. */
  async close(): Promise<void> {
    while (this.#showing) await this.#showing;
    if (this.#shown) {
      await new Promise((resolve) => setTimeout(resolve, HANDING_ON));
    }
  }

  #linesOf(name: string): Lines {
    const known = this.#curves.get(name) ??
      { training: [], validation: [], current: [] };
    this.#curves.set(name, known);
    return known;
  }

  #forgetCurrent(): void {
    for (const lines of this.#curves.values()) lines.current = [];
  }

  #show(text: string, share: number | null): void {
    // The picture has a bar of its own.
    const parts = text.split("  ").filter((part) => !/^\[[#-]*\]$/.test(part));
    const curves = [...this.#curves]
      .sort(([a], [b]) => Number(b === "loss") - Number(a === "loss"))
      .map(([name, lines]) => ({ name, ...lines }));
    this.#next = {
      "text/plain": text,
      "image/svg+xml": drawCurves(curves, { parts, share }),
    };
    this.#showing ??= this.#showAll().finally(() => this.#showing = null);
  }

  /** One after the other; what comes while one is shown waits, and only the last of them is shown. */
  async #showAll(): Promise<void> {
    while (this.#next) {
      const bundle = this.#next, update = this.#shown;
      this.#next = null;
      this.#shown = true;
      try {
        const options = { raw: true, display_id: this.#id, update } as const;
        await this.#jupyter.display(bundle, options);
      } catch {
        // Nobody sees it: no reason to lose the training.
      }
    }
  }
}
