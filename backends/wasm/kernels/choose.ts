/** Which algorithm a convolution of a shape runs by. */

import type { Conv2DGeometry } from "../../backend.ts";
import type { Shape } from "../../view.ts";
import type { Conv2DShapes } from "./conv2d_shapes.ts";
import { TILE } from "./winograd_matrices.ts";

/** Everything that some convolution can run by. */
export type Algorithm = "windows" | "phases" | "columns" | "winograd";

/** Channels on both sides from which transforming costs less than the products that it saves. */
const WINOGRAD_CHANNELS: Readonly<Record<2 | 3, number>> = { 2: 48, 3: 32 };

/** Of the convolution: by Winograd's filtering where it can save enough, else by windows. */
export function chooseConv2D(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  preferred?: Algorithm,
): "windows" | "winograd" {
  const taps = winogradTaps(shapes, geometry);
  if (!taps || preferred === "windows") return "windows";
  if (preferred === "winograd") return preferred;
  return saves(taps, shapes, shapes.y) ? "winograd" : "windows";
}

/** Of its gradient in the kernel, which reads the same windows. */
export const chooseKernelGrad: typeof chooseConv2D = chooseConv2D;

/** Of the transposed convolution, whose filters are `c`. */
export function chooseInputGrad(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  preferred?: Algorithm,
): "phases" | "columns" | "winograd" {
  const taps = winogradTaps(shapes, geometry);
  if (preferred === "phases" || preferred === "columns") return preferred;
  if (taps && preferred === "winograd") return preferred;
  if (isFullerByColumns(shapes.w)) return "columns";
  return taps && saves(taps, shapes, shapes.y) ? "winograd" : "phases";
}

/** The taps of a stride phase along both axes, if Winograd's filtering has matrices for them. */
export function winogradTaps(
  { x, w, y }: Conv2DShapes,
  { strides, dilations }: Conv2DGeometry,
): 2 | 3 | undefined {
  if ([...x, ...w, ...y].includes(0)) return undefined;
  if (dilations[0] > 1 || dilations[1] > 1) return undefined;
  const [taps, across] = strides.map((s, axis) => Math.ceil(w[axis] / s));
  return taps === across && (taps === 2 || taps === 3) ? taps : undefined;
}

/** Whether there are channels enough, counting the outputs beyond the image that whole tiles calculate. */
function saves(
  taps: 2 | 3,
  { w: [kh, kw, c, o] }: Conv2DShapes,
  [, rows, columns]: Shape,
): boolean {
  return false;
}

/** Whether the columns of a product by taps would be so much emptier than those of one product. */
function isFullerByColumns([kh, kw, c]: Shape): boolean {
  const filled = (columns: number): number => Math.ceil(columns / 8) * 8;
  return kh * kw * filled(c) > 1.5 * filled(kh * kw * c);
}
