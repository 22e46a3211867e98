/** Pooling: the largest, or the mean, of the cells in windows that slide over images. */

import type { DType } from "../../backends/dtype.ts";
import { constant, type Expr } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import { groupBy } from "../../config/group_by.ts";
import * as f from "../formula.ts";
import { type Op, run } from "../op.ts";
import { recordingTapes } from "../tape.ts";
import { Tensor } from "../tensor.ts";
import { blend } from "./blend.ts";
import type { ConvAxes } from "./conv_geometry.ts";
import { maximum } from "./elementwise.ts";
import {
  adjoint,
  applyStencil,
  byAxes,
  byTaps,
  type Cell,
  MOST_TERMS,
  resized,
  type Stencil,
} from "./stencil.ts";
import { mostTaps, type Taps, windowTaps } from "./taps.ts";

interface Attrs {
  /** Labels are places in a window. */
  readonly windows: Stencil;
  readonly from: Shape;
}

/** Whole numbers that float16 holds: all below it. */
const FEW = 2048;

/** Places of as few bytes as the elements, if they are numbers that can be stored so. */
function typeOfPlaces({ dtype }: Tensor, { windows }: Attrs): DType {
  const [high, wide] = windows.map(({ cells }) =>
    1 + Math.max(...cells.flatMap((taps) => taps.map(({ label }) => label)))
  );
  return high * wide < FEW ? dtype : "float32";
}

/** The number of a window's cell. */
function placeOf(
  { windows: [, { cells }] }: Attrs,
  [a, b]: readonly number[],
): Expr {
  const places = cells.flatMap((taps) => taps.map(({ label }) => label));
  return constant(a * (1 + Math.max(...places)) + b);
}

/** The largest of some cells, and the place of the first that is as large. */
interface Largest {
  readonly most: Expr;
  readonly place: Expr;
}

/** NaN and -1 where one of the cells is NaN; without cells -Infinity. */
function firstLargest(taps: Cell["taps"], attrs: Attrs): Largest {
  const rows = groupBy(taps, ({ labels: [row] }) => row);
  // Places within a row are few numbers, and rows are found beside each other.
  const found = [...rows].map(([row, taps]) => {
    const { most, place } = taps.map((
      { labels: [, column], cells: [cell] },
    ) => ({
      most: cell,
      place: constant(column),
    })).reduce(largerOf);
    return { most, place: f.add(place, placeOf(attrs, [row, 0])) };
  });
  if (found.length === 0) {
    return { most: constant(-Infinity), place: constant(-1) };
  }
  const { most, place } = found.reduce(largerOf);
  const areNumbers = taps.map(({ cells: [cell] }) => f.equal(cell, cell))
    .reduce((a, b) => f.mul(a, b));
  return {
    most: f.where(areNumbers, most, NaN),
    place: f.where(areNumbers, place, -1),
  };
}

/** The first of two if they are equal, or one of them is NaN. */
function largerOf(a: Largest, b: Largest): Largest {
  const isLarger = f.greater(b.most, a.most);
  return {
    most: f.where(isLarger, b.most, a.most),
    place: f.where(isLarger, b.place, a.place),
  };
}

/** Of several maxima the first, row by row, takes the whole gradient: relu makes ties common. */
const maxPoolOp: Op<Attrs> = {
  name: "maxPool",
  forward([x], attrs) {
    const shape = resized(x.shape, attrs.windows);
    // Where the maxima were is for the way back: nobody else pays for it.
    const isRecorded = recordingTapes().some((tape) => tape.depends(x));
    const outs = (isRecorded ? [0, 1] : [0])
      .map((i) =>
        Tensor.empty(
          x.backend,
          shape,
          i === 0 ? x.dtype : typeOfPlaces(x, attrs),
        )
      );
    applyStencil(attrs.windows, [x], outs, ({ taps }) => {
      const { most, place } = firstLargest(taps, attrs);
      return [most, place].slice(0, outs.length);
    });
    const [y, ...places] = outs;
    return [y, ...places];
  },
  vjp: (cotangent, [places], attrs) => [
    run(toPlacesOp, [cotangent, places], attrs),
  ],
};

/** Gives what each window has to the cell at the place chosen. */
const toPlacesOp: Op<Attrs> = {
  name: "toPlaces",
  forward([x, places], attrs) {
    const y = Tensor.empty(x.backend, attrs.from, x.dtype);
    const back = adjoint(attrs.windows, attrs.from);
    applyStencil(back, [x, places], [y], ({ taps }) => {
      const [one = constant(0), ...others] = taps
        .map(({ labels, cells: [cell, place] }) =>
          f.where(f.equal(place, placeOf(attrs, labels)), cell, 0)
        );
      return [f.add(one, ...others)];
    });
    return [y, places];
  },
  vjp: (cotangent, [places], attrs) => [
    run(atPlacesOp, [cotangent, places], attrs),
    null,
  ],
};

/** Of each window the cell at the place chosen. */
const atPlacesOp: Op<Attrs> = {
  name: "atPlaces",
  forward([x, places], attrs) {
    const y = Tensor.empty(x.backend, places.shape, x.dtype);
    applyStencil(attrs.windows, [x], [y], ({ taps, select, beside }) => {
      const place = beside(() => places.operand(select(places.view)));
      return [
        taps.reduce<Expr>(
          (others, { labels, cells: [cell] }) =>
            f.where(f.equal(place, placeOf(attrs, labels)), cell, others),
          constant(0),
        ),
      ];
    });
    return [y, places];
  },
  vjp: (cotangent, [places], attrs) => [
    run(toPlacesOp, [cotangent, places], attrs),
    null,
  ],
};

/** The largest cell of each window over `[batch, height, width, channels]`. */
export function maxPool(x: Tensor, axes: ConvAxes): Tensor {
  return largest(x, windowTaps(axes));
}

/** Of many cells those in a row first: the first maximum of the first such row is the first one. */
function largest(x: Tensor, windows: Stencil): Tensor {
  const [high, wide] = windows.map(mostTaps);
  if (high * wide <= MOST_TERMS) {
    return run(maxPoolOp, [x], { windows, from: x.shape });
  }
  if (high > 1 && wide > 1) {
    return byAxes(windows, x.shape[1]).reduce(largest, x);
  }
  const [first, others] = byTaps(windows, MOST_TERMS);
  return maximum(largest(x, first), largest(x, others));
}

/** The mean of the cells of each window that lie inside `[batch, height, width, channels]`. */
export function averagePool(x: Tensor, axes: ConvAxes): Tensor {
  const [height, width] = windowTaps(axes).map((taps): Taps => ({
    ...taps,
    cells: taps.cells.map((cells) =>
      cells.map(({ from }) => ({ from, label: 1 / cells.length }))
    ),
  }));
  return blend(x, [height, width]);
}
