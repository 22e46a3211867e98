/** Notebooks in files, and how they are run. */

import type { Kernel } from "./kernel.ts";
import { lines, type Output, outputsOf } from "./outputs.ts";

/** A cell of a notebook. */
export interface Cell {
  readonly cell_type: "code" | "markdown";
  readonly id: string;
  readonly metadata: {
    /** What a test runs in the place of this cell, so that it takes seconds. */
    readonly quick?: string;
  };
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

/** A notebook, of version 4.5 of the format. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: object;
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
}

/** The text of a file that has the notebook, as Jupyter writes it. */
export function written(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** The notebook with the outputs of a run; `quick` runs what cells have for tests. */
export async function executed(
  notebook: Notebook,
  kernel: Kernel,
  quick = false,
): Promise<Notebook> {
  const cells: Cell[] = [];
  let count = 0;
  for (const cell of notebook.cells) {
    if (cell.cell_type === "markdown") {
      cells.push(cell);
      continue;
    }
    const source = cell.source.join("");
    const code = quick ? cell.metadata.quick ?? source : source;
    const outputs = outputsOf(await kernel.run(code));
    for (const output of outputs) {
      if (output.output_type !== "error") continue;
      const { traceback } = output;
      throw new Error(`The cell\n${code}\nfailed:\n${traceback.join("\n")}`);
    }
    cells.push({
      ...{ cell_type: cell.cell_type, execution_count: ++count, id: cell.id },
      ...{ metadata: cell.metadata, outputs, source: lines(source) },
    });
  }
  return { ...notebook, cells };
}
