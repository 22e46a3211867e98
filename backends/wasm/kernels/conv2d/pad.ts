/** Copies rectangles of images with zeros around them, so that windows need no bounds checks. */

import type { Shape } from "../../../view.ts";
import { memory } from "../../assembler/mod.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";
import type { Band } from "./bands.ts";

/** A batch of dense images [height, width, channels]. */
export interface Images {
  /** Where the first one begins. */
  readonly address: number;
  /** Their rows. */
  readonly height: number;
  /** Their columns. */
  readonly width: number;
  /** Their channels. */
  readonly channels: number;
}

/** Images of a shape [batch, height, width, channels]. */
export function imagesAt(
  address: number,
  [, height, width, channels]: Shape,
): Images {
  return { address, height, width, channels };
}

/** A rectangle that may reach beyond an image on every side. */
export interface Rectangle {
  /** First row and column; negative before the image. */
  readonly start: readonly [number, number];
  /** Rows and columns. */
  readonly size: readonly [number, number];
}

/** Whether a rectangle lies within images. */
export function isInside(
  { height, width }: Pick<Images, "height" | "width">,
  { start, size }: Rectangle,
): boolean {
  return start[0] >= 0 && start[1] >= 0 && start[0] + size[0] <= height &&
    start[1] + size[1] <= width;
}

/** The call that copies the same rectangle of the images of a band, one after the other. */
export function padCall(
  runtime: WasmRuntime,
  { address, height, width, channels }: Images,
  { image, images }: Band,
  { start, size }: Rectangle,
  to: number,
): Call {
  const pixel = channels * FLOAT_BYTES, rowBytes = width * pixel;
  const [before, columns] = covered(start[1], size[1], width);
  const [above, rows] = covered(start[0], size[0], height);
  const left = before * pixel, middle = columns * pixel;
  const from = address + image * height * rowBytes +
    clamp(start[0], height) * rowBytes + clamp(start[1], width) * pixel;
  const pitch = size[1] * pixel;
  return padKernel(runtime).bind({
    to,
    from,
    images,
    imageBytes: height * rowBytes,
    above: above * pitch,
    rows,
    below: (size[0] - above - rows) * pitch,
    left,
    middle,
    right: pitch - left - middle,
    rowBytes,
  });
}

/** Where a rectangle of a band's images begins: in place or, if `copy` is given, in a copy that its call makes there. */
export function rectangleAt(
  runtime: WasmRuntime,
  images: Images,
  band: Band,
  rectangle: Rectangle,
  copy: number | undefined,
): { address: number; before: Call[] } {
  if (copy !== undefined) {
    const before = [padCall(runtime, images, band, rectangle, copy)];
    return { address: copy, before };
  }
  const { address, height, width, channels } = images;
  const [row, column] = rectangle.start;
  const pixel = (band.image * height + row) * width + column;
  return { address: address + pixel * channels * FLOAT_BYTES, before: [] };
}

/** How many of `size` places from `start` on lie before, and how many within `[0, length)`. */
function covered(
  start: number,
  size: number,
  length: number,
): [before: number, within: number] {
  const before = Math.min(size, Math.max(0, -start));
  const end = Math.min(length, start + size);
  return [before, Math.max(0, end - Math.max(0, start))];
}

function clamp(x: number, most: number): number {
  return Math.max(0, Math.min(x, most));
}

const PARAMS = {
  to: "pointer",
  from: "pointer",
  images: "size",
  imageBytes: "size",
  /** Bytes of zeros above the image, its rows, and bytes below. */
  above: "size",
  rows: "size",
  below: "size",
  /** Bytes of zeros before a row of the image, its bytes, and bytes behind it. */
  left: "size",
  middle: "size",
  right: "size",
  rowBytes: "size",
} as const;

function padKernel(runtime: WasmRuntime) {
  return runtime.kernels("pad", (module) => ({
    pad: module.define({ params: PARAMS }, (f, p) => {
      const { to, from, images, middle } = p;
      const row = f.local("i32"), source = f.address();
      const zeros = (bytes: typeof middle): void => {
        f.if(bytes, () => {
          f.do(memory.fill(to, 0, bytes));
          f.increase(to, bytes);
        });
      };
      f.while(images, () => {
        zeros(p.above);
        f.set(source, from);
        f.for(row, 0, p.rows, 1, () => {
          zeros(p.left);
          f.do(memory.copy(to, source, middle));
          f.increase(to, middle);
          zeros(p.right);
          f.increase(source, p.rowBytes);
        });
        zeros(p.below);
        f.increase(from, p.imageBytes);
        f.increase(images, -1);
      });
    }),
  })).pad;
}
