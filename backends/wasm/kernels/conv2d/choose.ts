/** Chooses the algorithm of a convolution by its shape. */

import type { Conv2DGeometry } from "../../../backend.ts";
import type { Shape } from "../../../view.ts";
import type { Algorithm } from "../../algorithm.ts";
import { canFlip, type Conv2DShapes } from "./shapes.ts";
import {
  isTapCount,
  type TapCount,
  TILE,
  WINOGRAD,
} from "./winograd/matrices.ts";

/**
 * The savings from which Winograd's transforms pay (see `savings`), as measured, by taps: those for more of them add up
 * more, and in the gradient in the kernel there is little else to copy.
 */
export type Worth = Readonly<Record<TapCount, number>>;

const SUMS: Worth = { 2: 5.5, 3: 8.5, 4: 60, 5: 200 };
const KERNEL_GRAD: Worth = { 2: 3.5, 3: 9, 4: 60, 5: 200 };

/** Columns of the product's tile. */
const TILE_COLUMNS = 8;

/**
 * How much emptier columns make a product by phases slower than one by columns, as measured: where filters fill no tile, it
 * packs all that each phase reads for one column of tiles alone.
 */
const FULLER = { few: 1.1, many: 1.5 };

/** Columns up to which it is faster not to pack anything. */
const MOST_PLANES = 16;

/**
 * Of the convolution: as a transposed one if its filters would leave columns empty and are few (`o`), by Winograd's
 * filtering where that saves enough, else by windows.
 */
export function chooseConv2D(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  preferred?: Algorithm,
): "windows" | "flipped" | "winograd" {
  return chooseByWindows(shapes, geometry, SUMS, preferred);
}

/** Of its gradient in the kernel: the same. */
export function chooseKernelGrad(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  preferred?: Algorithm,
): "windows" | "flipped" | "winograd" {
  return chooseByWindows(shapes, geometry, KERNEL_GRAD, preferred);
}

function chooseByWindows(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  worth: Worth,
  preferred?: Algorithm,
): "windows" | "flipped" | "winograd" {
  if (preferred === "windows") return preferred;
  const { w: [kh, kw, c, o] } = shapes;
  const saved = savedByConv2D(shapes, geometry);
  if (preferred === "winograd" && saved !== undefined) return preferred;
  const flips = canFlip(shapes, geometry);
  if (preferred === "flipped" && flips) return preferred;
  if (flips && o < c && isFullerByColumns([kh, kw, o])) return "flipped";
  return pays(saved, winogradTaps(shapes, geometry), worth)
    ? "winograd"
    : "windows";
}

/**
 * Of the transposed convolution: by columns, or by planes, where a product for each phase would be mostly empty, as it is
 * with few filters (`c`), by Winograd's filtering where that saves enough, else by phases.
 */
export function chooseInputGrad(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  preferred?: Algorithm,
): "phases" | "columns" | "planes" | "winograd" {
  if (preferred === "phases" || preferred === "columns") return preferred;
  if (preferred === "planes" && ![...shapes.x, ...shapes.y].includes(0)) {
    return preferred;
  }
  const saved = savedByInputGrad(shapes, geometry);
  if (saved !== undefined && preferred === "winograd") return preferred;
  const [kh, kw, c] = shapes.w;
  if (isFullerByColumns(shapes.w, c < TILE_COLUMNS ? FULLER.few : undefined)) {
    const isEmpty = [...shapes.x, ...shapes.y].includes(0);
    return kh * kw * c <= MOST_PLANES && !isEmpty ? "planes" : "columns";
  }
  return pays(saved, winogradTaps(shapes, geometry), SUMS)
    ? "winograd"
    : "phases";
}

/** Whether Winograd's filtering is possible and saves more than its transforms cost. */
export function pays(
  saved: number | undefined,
  taps: TapCount | undefined,
  worth: Worth,
): boolean {
  return saved !== undefined && taps !== undefined && saved > worth[taps];
}

/** The taps of a stride phase along both axes, if Winograd's filtering has matrices for them. */
export function winogradTaps(
  { x, w, y }: Conv2DShapes,
  { strides, dilations }: Conv2DGeometry,
): TapCount | undefined {
  if ([...x, ...w, ...y].includes(0)) return undefined;
  if (dilations[0] > 1 || dilations[1] > 1) return undefined;
  const [taps, across] = strides.map((s, axis) => Math.ceil(w[axis] / s));
  return taps === across && isTapCount(taps) ? taps : undefined;
}

/** What Winograd's filtering saves in a convolution or its gradient in the kernel (see `savings`). */
export function savedByConv2D(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
): number | undefined {
  return savings(shapes, productsOfConv2D(shapes, geometry));
}

/** And in the transposed convolution. */
export function savedByInputGrad(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
): number | undefined {
  return savings(shapes, productsOfInputGrad(shapes, geometry));
}

/** The products that Winograd's filtering takes for each one by windows, if it is possible. */
export function productsOfConv2D(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
): number | undefined {
  const [, rows, columns] = shapes.y;
  return products(shapes, geometry, [rows, columns]);
}

/** And for each one by phases. */
export function productsOfInputGrad(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
): number | undefined {
  const { strides } = geometry, [, rows, columns] = shapes.x;
  const phase = [rows / strides[0], columns / strides[1]].map(Math.ceil);
  return products(shapes, geometry, phase);
}

function products(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  outputs: Shape,
): number | undefined {
  const taps = winogradTaps(shapes, geometry);
  if (!taps) return undefined;
  const { w: [kh, kw] } = shapes;
  // Tiles at the right and at the bottom may reach beyond the image.
  return geometry.strides.reduce((all, stride, axis) => {
    const missing = taps * stride - [kh, kw][axis];
    const tiles = Math.ceil(outputs[axis] / TILE) / outputs[axis];
    return all * tiles * (WINOGRAD[taps].data.length * stride - missing);
  }, 1) / (kh * kw);
}

/**
 * The products saved for each float transformed, up to a factor: transforming costs as much as there are channels on both
 * sides together, and saves a part of what they make multiplied.
 */
function savings(
  { w: [, , c, o] }: Conv2DShapes,
  products: number | undefined,
): number | undefined {
  return products && (1 / products - 1) * c * o / (c + o);
}

/** Whether the columns of a product by taps would be so many times emptier than those of one product. */
function isFullerByColumns(
  [kh, kw, c]: Shape,
  times: number = FULLER.many,
): boolean {
  const filled = (columns: number): number =>
    Math.ceil(columns / TILE_COLUMNS) * TILE_COLUMNS;
  return kh * kw * filled(c) > times * filled(kh * kw * c);
}
