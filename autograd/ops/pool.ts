/** Pooling: the largest, or the mean, of the cells in windows that slide over images. */

import { constant, type Expr, input } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import * as f from "../formula.ts";
import { type Op, run } from "../op.ts";
import { recordingTapes } from "../tape.ts";
import { Tensor } from "../tensor.ts";
import { blend } from "./blend.ts";
import type { ConvAxes } from "./conv_geometry.ts";
import { maximum } from "./elementwise.ts";
import {
  mostTaps,
  regionsOf,
  resized,
  someTaps,
  type Taps,
  turned,
  unchanged,
  windowTaps,
} from "./taps.ts";

/** Cells of a window that one kernel compares. */
const MOST_CELLS = 16;

/** By height and by width; labels are places in a window. */
type Windows = readonly [Taps, Taps];

interface Attrs {
  readonly windows: Windows;
  readonly from: Shape;
}

/** The number of a window's cell. */
function placeOf(
  { windows: [, { cells }] }: Attrs,
  [a, b]: readonly number[],
): Expr {
  const places = cells.flatMap((taps) => taps.map(({ label }) => label));
  return constant(a * (1 + Math.max(...places)) + b);
}

/** Of several maxima the first, row by row, takes the whole gradient: relu makes ties common. */
const maxPoolOp: Op<Attrs> = {
  name: "maxPool",
  forward([x], attrs) {
    const shape = resized(x.shape, attrs.windows);
    // Where the maxima were is for the way back: nobody else pays for it.
    const isRecorded = recordingTapes().some((tape) => tape.depends(x));
    const outs = (isRecorded ? [0, 1] : [0])
      .map(() => Tensor.empty(x.backend, shape));
    for (const { sources, targets } of regionsOf(attrs.windows)) {
      const exprs = targets.map(({ taps }) => {
        const cells = taps.map(({ source }) => input(source));
        const [first = constant(-Infinity), ...others] = cells;
        const most = others.reduce((a, b) => f.maximum(a, b), first);
        const place = taps.reduceRight<Expr>(
          (others, { labels }, i) =>
            f.where(f.equal(cells[i], most), placeOf(attrs, labels), others),
          constant(-1),
        );
        return [most, place];
      });
      x.backend.elementwise(
        exprs.flatMap((pair) => pair.slice(0, outs.length)),
        sources.map((part) => x.operand(part(x.view))),
        targets.flatMap(({ part }) =>
          outs.map((out) => out.operand(part(out.view)))
        ),
      );
    }
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
    const { windows: [height, width], from } = attrs;
    const y = Tensor.empty(x.backend, from);
    const back = [turned(height, from[1]), turned(width, from[2])] as const;
    for (const { sources, targets } of regionsOf(back)) {
      const count = sources.length;
      x.backend.elementwise(
        targets.map(({ taps }) => {
          const [one = constant(0), ...others] = taps.map((
            { labels, source },
          ) =>
            f.where(
              f.equal(input(count + source), placeOf(attrs, labels)),
              input(source),
              0,
            )
          );
          return f.add(one, ...others);
        }),
        [x, places].flatMap((one) =>
          sources.map((part) => one.operand(part(one.view)))
        ),
        targets.map(({ part }) => y.operand(part(y.view))),
      );
    }
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
    const y = Tensor.empty(x.backend, places.shape);
    for (const { sources, targets } of regionsOf(attrs.windows)) {
      const count = sources.length;
      x.backend.elementwise(
        targets.map(({ taps }, j) =>
          taps.reduce<Expr>(
            (others, { labels, source }) =>
              f.where(
                f.equal(input(count + j), placeOf(attrs, labels)),
                input(source),
                others,
              ),
            constant(0),
          )
        ),
        [
          ...sources.map((part) => x.operand(part(x.view))),
          ...targets.map(({ part }) => places.operand(part(places.view))),
        ],
        targets.map(({ part }) => y.operand(part(y.view))),
      );
    }
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
function largest(x: Tensor, windows: Windows): Tensor {
  const [height, width] = windows;
  const [high, wide] = windows.map(mostTaps);
  if (high * wide <= MOST_CELLS) {
    return run(maxPoolOp, [x], { windows, from: x.shape });
  }
  if (high > 1 && wide > 1) {
    const narrow = largest(x, [unchanged(x.shape[1]), width]);
    return largest(narrow, [height, unchanged(width.cells.length)]);
  }
  const part = (from: number, to?: number): Tensor =>
    high > 1
      ? largest(x, [someTaps(height, from, to), width])
      : largest(x, [height, someTaps(width, from, to)]);
  return maximum(part(0, MOST_CELLS), part(MOST_CELLS));
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
