/** What an element of a product or of a convolution is: sums as the contract writes them, in float64. */

import type { Conv2DGeometry } from "../../../backends/backend.ts";
import { compile } from "../../../backends/reference/evaluate.ts";
import type { Expr } from "../../../backends/expr.ts";
import type { Element, Given } from "./case.ts";
import { positionOf } from "./samples.ts";

type At = (index: readonly number[]) => Element;

/** `sum over k of a[..., m, k] * b[..., k, n]`. */
export function productAt(a: Given, b: Given): At {
  const depth = a.view.shape.at(-1)!;
  const alongA = a.view.strides.at(-1)!, alongB = b.view.strides.at(-2)!;
  return (index) => {
    const lead = index.slice(0, -2), [m, n] = index.slice(-2);
    const i = positionOf(a.view, [...lead, m, 0]);
    const j = positionOf(b.view, [...lead, 0, n]);
    const sum = new Sum();
    for (let k = 0; k < depth; k++) {
      sum.add(a.values[i + k * alongA], b.values[j + k * alongB]);
    }
    return sum.element;
  };
}

/** An element of `conv2d`. */
export function conv2dAt(x: Given, w: Given, geometry: Conv2DGeometry): At {
  const { strides, dilations, padding } = geometry;
  const [, height, width, channels] = x.view.shape, [kh, kw] = w.view.shape;
  return ([n, i, j, o]) => {
    const sum = new Sum();
    for (let a = 0; a < kh; a++) {
      const row = i * strides[0] + a * dilations[0] - padding[0];
      for (let b = 0; b < kw; b++) {
        const column = j * strides[1] + b * dilations[1] - padding[1];
        if (!isWithin(row, height) || !isWithin(column, width)) continue;
        const from = positionOf(x.view, [n, row, column, 0]);
        const tap = positionOf(w.view, [a, b, 0, o]);
        for (let c = 0; c < channels; c++) {
          sum.add(x.values[from + c], w.values[tap + c * w.view.strides[2]]);
        }
      }
    }
    return sum.element;
  };
}

/** An element of `conv2dInputGrad`. */
export function inputGradAt(dy: Given, w: Given, geometry: Conv2DGeometry): At {
  const { strides, dilations, padding } = geometry;
  const [, rows, columns, filters] = dy.view.shape, [kh, kw] = w.view.shape;
  return ([n, row, column, c]) => {
    const sum = new Sum();
    for (let a = 0; a < kh; a++) {
      const i = (row + padding[0] - a * dilations[0]) / strides[0];
      for (let b = 0; b < kw; b++) {
        const j = (column + padding[1] - b * dilations[1]) / strides[1];
        if (!isWithin(i, rows) || !isWithin(j, columns)) continue;
        const from = positionOf(dy.view, [n, i, j, 0]);
        const tap = positionOf(w.view, [a, b, c, 0]);
        for (let o = 0; o < filters; o++) {
          sum.add(dy.values[from + o], w.values[tap + o]);
        }
      }
    }
    return sum.element;
  };
}

/** An element of `conv2dKernelGrad`. */
export function kernelGradAt(
  x: Given,
  dy: Given,
  { strides, dilations, padding }: Conv2DGeometry,
): At {
  const [batch, height, width] = x.view.shape;
  const [, rows, columns] = dy.view.shape;
  return ([a, b, c, o]) => {
    const sum = new Sum();
    for (let n = 0; n < batch; n++) {
      for (let i = 0; i < rows; i++) {
        const row = i * strides[0] + a * dilations[0] - padding[0];
        if (!isWithin(row, height)) continue;
        const wide = positionOf(x.view, [n, row, 0, c]);
        const narrow = positionOf(dy.view, [n, i, 0, o]);
        for (let j = 0; j < columns; j++) {
          const column = j * strides[1] + b * dilations[1] - padding[1];
          if (!isWithin(column, width)) continue;
          sum.add(
            x.values[wide + column * x.view.strides[2]],
            dy.values[narrow + j * dy.view.strides[2]],
          );
        }
      }
    }
    return sum.element;
  };
}

/** What an expression makes of results and of operands at the same index. */
export function finishedAt(
  results: readonly At[],
  expr: Expr,
  operands: readonly Given[],
): At {
  const evaluate = compile([expr]), out = new Float64Array(1);
  return (index) => {
    const inputs = results.map((at) => at(index));
    const others = operands.map(({ values, view }) =>
      values[positionOf(view, index)]
    );
    const valueOf = (of: 0 | 1, change: (x: number) => number): number => {
      const all = [...inputs.map((one) => one[of]), ...others.map(change)];
      evaluate(Float64Array.from(all), out);
      return out[0];
    };
    return [valueOf(0, (x) => x), Math.abs(valueOf(1, Math.abs))];
  };
}

/** A whole number from 0 to `length - 1`. */
function isWithin(i: number, length: number): boolean {
  return i >= 0 && i < length && Number.isInteger(i);
}

class Sum {
  #value = 0;
  #magnitude = 0;

  add(a: number, b: number): void {
    this.#value += a * b;
    this.#magnitude += Math.abs(a * b);
  }

  get element(): Element {
    return [this.#value, this.#magnitude];
  }
}
