/** Text that addresses the elements of factors: of matrices, and of the windows of images. */

import type { Conv2DGeometry } from "../../backend.ts";
import type { Shape } from "../../view.ts";
import type { Addressing } from "./gemm_code.ts";
import type { Params } from "./shader.ts";

/** Limits for what is no image: every element exists. */
export const ANY = ["0x10000000", "0x10000000"] as const;

/** A matrix, by the strides of its rows and of its terms. */
export function matrixOf(
  params: Params,
  row: number,
  term: number,
  start?: string,
): Addressing {
  const along = (stride: number): string =>
    `return vec3i(0, 0, at * ${params.int(stride)});`;
  return { limits: ANY, row: along(row), term: along(term), start };
}

/** How a convolution addresses images `[batch, height, width, channels]`. */
export interface Images {
  /** The bounds of rows and columns. */
  readonly limits: readonly [string, string];
  /** Statements that give the place of a window: `at` runs over `[batch, rows, columns]`. */
  readonly windows: string;
  /** Statements that give the step from a window to an element of it: `at` runs over `[kh, kw, channels]`. */
  readonly taps: string;
}

/** Images under `[batch, rows, columns]` windows. */
export function imagesOf(
  params: Params,
  [, height, width, channels]: Shape,
  [, rows, columns]: Shape,
  kw: number,
  { strides, dilations, padding }: Conv2DGeometry,
): Images {
  const int = (value: number): string => params.int(value);
  const [h, w, c] = [int(height), int(width), int(channels)];
  const [down, right] = [int(size(rows)), int(size(columns))];
  const [s, t] = strides.map(int), [d, e] = dilations.map(int);
  const [p, q] = padding.map(int);
  return {
    limits: [h, w],
    windows: `let rest = at / ${right};
  let y = rest % ${down} * ${s} - ${p}; let x = at % ${right} * ${t} - ${q};
  return vec3i(y, x, ((rest / ${down} * ${h} + y) * ${w} + x) * ${c});`,
    taps: `let rest = at / ${int(size(channels))};
  let y = rest / ${int(size(kw))} * ${d}; let x = rest % ${
      int(size(kw))
    } * ${e};
  return vec3i(y, x, (y * ${w} + x) * ${c} + at - rest * ${c});`,
  };
}

/** Equal for equal geometries. */
export function keyOf({ strides, dilations, padding }: Conv2DGeometry): string {
  return `${strides}|${dilations}|${padding}`;
}

/** A size as a divisor, which must not be 0 in the text of a kernel that has nothing to do. */
export function size(count: number): number {
  return Math.max(1, count);
}
