/** Text that finds the elements of factors: matrices, and the windows of images. */

import type { Conv2DGeometry } from "../../backend.ts";
import type { Shape } from "../../view.ts";
import type { Finding } from "./gemm_code.ts";

/** Any limit: what is in no image is always there. */
const ANY = 2 ** 28;

/** A matrix by the strides of its rows and of its terms. */
export function matrixOf(row: number, term: number, start?: string): Finding {
  return {
    limits: [ANY, ANY],
    row: `return vec3i(0, 0, at * ${row});`,
    term: `return vec3i(0, 0, at * ${term});`,
    start,
    isAlong: term === 1,
  };
}

/** The statement that gives window `[image, y, x]` of images `[batch, height, width, channels]`. */
export function windowAt(
  [, height, width, channels]: Shape,
  image: string,
  y: string,
  x: string,
  channel = "0",
): string {
  return `let y = ${y}; let x = ${x};
  return vec3i(y, x, ((${image} * ${height} + y) * ${width} + x) * ${channels} + ${channel});`;
}

/** Statements that give the place of each window of a convolution: indices run over `[batch, rows, columns]`. */
export function windowsOf(
  images: Shape,
  [, rows, columns]: Shape,
  { strides: [s, t] }: Conv2DGeometry,
  [p, q]: readonly [number, number],
): string {
  return `let rest = at / ${size(columns)};
  ${
    windowAt(
      images,
      `(rest / ${size(rows)})`,
      `rest % ${size(rows)} * ${s} - ${p}`,
      `at % ${size(columns)} * ${t} - ${q}`,
    )
  }`;
}

/** Statements that give the way from a window to each of its elements: indices run over `[kh, kw, channels]`. */
export function tapsOf(
  images: Shape,
  [, kw, channels]: Shape,
  { dilations: [d, e] }: Conv2DGeometry,
  [p, q]: readonly [number, number],
): string {
  return `let rest = at / ${size(channels)};
  ${
    windowAt(
      images,
      "0",
      `rest / ${size(kw)} * ${d} - ${p}`,
      `rest % ${size(kw)} * ${e} - ${q}`,
      `at % ${size(channels)}`,
    )
  }`;
}

/** A size to divide by: of nothing, nothing is divided. */
export function size(count: number): number {
  return Math.max(1, count);
}
