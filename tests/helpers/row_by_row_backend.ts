/** A strict backend that runs kernels which share rows for the first row, then for the next, and so on. */

import type { Operand, RowKernel } from "../../backends/backend.ts";
import { type Shape, window } from "../../backends/view.ts";
import { StrictBackend } from "./strict_backend.ts";

/** Whoever joins kernels that do not share their rows gets other results from it. */
export class RowByRowBackend extends StrictBackend {
  /** How often kernels were joined. */
  static joined = 0;

  byRows(kernels: readonly RowKernel[], axes: number): void {
    RowByRowBackend.joined++;
    for (const row of indicesOf(kernels[0].outs[0].view.shape.slice(0, axes))) {
      const ofRow = ({ buffer, view }: Operand): Operand => {
        const rest = view.shape.slice(axes);
        const start = [...row, ...rest.map(() => 0)];
        const size = [...row.map(() => 1), ...rest];
        return { buffer, view: window(view, start, size) };
      };
      for (const { fn, exprs, ...all } of kernels) {
        const [inputs, outs] = [all.inputs, all.outs].map((operands) =>
          operands.map(ofRow)
        );
        if (fn) this.reduce(fn, exprs, inputs, outs);
        else this.elementwise(exprs, inputs, outs);
      }
    }
  }
}

/** All indices of a shape, the last axis first: an order in which nobody would expect them. */
function indicesOf(shape: Shape): number[][] {
  return shape.reduceRight<number[][]>(
    (all, size) =>
      all.flatMap((rest) =>
        Array.from({ length: size }, (_, i) => [size - 1 - i, ...rest])
      ),
    [[]],
  );
}
