/**
 * Stencils: images of which each cell is made of a few cells of other images. Pooling, depthwise convolution, resizing
 * and their adjoints differ only in the expression over those few cells.
 */

import type { Operand } from "../../backends/backend.ts";
import { type Expr, input } from "../../backends/expr.ts";
import type { Shape, View } from "../../backends/view.ts";
import type { Tensor } from "../tensor.ts";
import type { Pair } from "./conv_geometry.ts";
import {
  bandsOf,
  mostTaps,
  someTaps,
  sourcesOf,
  type Taps,
  turned,
  unchanged,
} from "./taps.ts";

/** Cells that one kernel joins in one expression. */
export const MOST_TERMS = 16;

/** What the cells of `[batch, height, width, ...]` are made of, by height and by width. */
export type Stencil = readonly [height: Taps, width: Taps];

/** Some of an image's cells, as a view of it. */
export type Selection = (image: View) => View;

/** Cells that one kernel works out. */
export interface Region {
  /** Cells that others are made of. */
  readonly sources: readonly Selection[];
  /** Cells, and what they are made of: the labels by height and by width, and the number of the source. */
  readonly targets: readonly {
    readonly select: Selection;
    readonly taps: readonly {
      readonly labels: Pair;
      readonly source: number;
    }[];
  }[];
}

/** Cells that are made alike, as an expression is written for them. */
export interface Cell {
  /** What they are made of: the labels by height and by width, and the cell of each image. */
  readonly taps: readonly {
    readonly labels: Pair;
    readonly cells: readonly Expr[];
  }[];
  /** They themselves, of any image of that size. */
  readonly select: Selection;
  /** A further operand of the kernel, made once for each key if there is one. */
  beside(operand: () => Operand, key?: string): Expr;
}

/** Writes images of one shape, region by region; `exprs` gives what a cell of each of them is. */
export function applyStencil(
  stencil: Stencil,
  images: readonly Tensor[],
  outs: readonly Tensor[],
  exprs: (cell: Cell) => readonly Expr[],
): void {
  for (const { sources, targets } of regionsOf(stencil)) {
    const operands = images.flatMap((image) =>
      sources.map((select) => image.operand(select(image.view)))
    );
    const known = new Map<string, Expr>();
    const beside: Cell["beside"] = (operand, key = `${known.size}th`) => {
      const one = known.get(key) ?? input(operands.push(operand()) - 1);
      known.set(key, one);
      return one;
    };
    const results = targets.flatMap(({ select, taps }) =>
      exprs({
        select,
        beside,
        taps: taps.map(({ labels, source }) => ({
          labels,
          cells: images.map((_, i) => input(i * sources.length + source)),
        })),
      })
    );
    const written = targets.flatMap(({ select }) =>
      outs.map((out) => out.operand(select(out.view)))
    );
    images[0].backend.elementwise(results, operands, written);
  }
}

/** The adjoint, for images of shape `from`: every cell made of what it was a tap of. */
export function adjoint([height, width]: Stencil, from: Shape): Stencil {
  return [turned(height, from[1]), turned(width, from[2])];
}

/** The same as two stencils one after the other, on images so high: by width first, then by height. */
export function byAxes([height, width]: Stencil, high: number): Stencil[] {
  return [
    [unchanged(high), width],
    [height, unchanged(width.cells.length)],
  ];
}

/** The same as two stencils beside each other: the first `count` taps of the axis that has more, and the others. */
export function byTaps([height, width]: Stencil, count: number): Stencil[] {
  const isHigh = mostTaps(height) >= mostTaps(width);
  return [[0, count], [count]].map(([from, to]): Stencil =>
    isHigh
      ? [someTaps(height, from, to), width]
      : [height, someTaps(width, from, to)]
  );
}

/** The shape of images as high and as wide as there are cells. */
export function resized(shape: Shape, [height, width]: Stencil): Shape {
  return shape.with(1, height.cells.length).with(2, width.cells.length);
}

/** The regions that make up an image. */
export function regionsOf([height, width]: Stencil): Region[] {
  const [high, wide] = [height, width].map(bandsOf);
  return high.flatMap((rows) =>
    wide.map((columns) => {
      const down = sourcesOf(rows), right = sourcesOf(columns);
      const { count: high } = rows[0], { count: wide } = columns[0];
      const sources = down.flatMap((y) =>
        right.map((x) =>
          selection(
            { start: y, step: height.advance, count: high },
            { start: x, step: width.advance, count: wide },
          )
        )
      );
      const targets = rows.flatMap((row) =>
        columns.map((column) => ({
          select: selection(
            { ...row, step: height.period },
            { ...column, step: width.period },
          ),
          taps: row.taps.flatMap((a) =>
            column.taps.map((b) => ({
              labels: [a.label, b.label] as const,
              source: down.indexOf(a.from) * right.length +
                right.indexOf(b.from),
            }))
          ),
        }))
      );
      return { sources, targets };
    })
  );
}

/** Places along an axis, `step` apart. */
interface Places {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Some rows of an image, and of these some columns. */
function selection(down: Places, right: Places): Selection {
  return (view) => ({
    shape: view.shape.with(1, down.count).with(2, right.count),
    strides: view.strides.with(1, view.strides[1] * down.step)
      .with(2, view.strides[2] * right.step),
    offset: view.offset + view.strides[1] * down.start +
      view.strides[2] * right.start,
  });
}
