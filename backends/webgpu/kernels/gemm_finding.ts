/** Text that finds the elements of factors: matrices, and the windows of images. */

import type { Conv2DGeometry } from "../../backend.ts";
import type { Shape } from "../../view.ts";
import type { Finding } from "./gemm_code.ts";
import type { Params } from "./shader.ts";

/** Any limit: what is in no image is always there. */
export const ANY = ["0x10000000", "0x10000000"] as const;

/** A matrix by the strides of its rows and of its terms. */
export function matrixOf(
  params: Params,
  row: number,
  term: number,
  start?: string,
): Finding {
  const along = (stride: number): string =>
    `return vec3i(0, 0, at * ${params.int(stride)});`;
  return { limits: ANY, row: along(row), term: along(term), start };
}

/** Images `[batch, height, width, channels]` as a convolution goes over them. */
export interface Images {
  /** What rows and columns stay below. */
  readonly limits: readonly [string, string];
  /** Statements that give the place of each window: indices run over `[batch, rows, columns]`. */
  readonly windows: string;
  /** Statements that give the way from a window to each of its elements: indices run over `[kh, kw, channels]`. */
  readonly taps: string;
}

/** Images by windows of which there are `[batch, rows, columns]`. */
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

/** A size to divide by: of nothing, nothing is divided. */
export function size(count: number): number {
  return Math.max(1, count);
}
