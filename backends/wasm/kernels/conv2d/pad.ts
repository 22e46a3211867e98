/** Copies rectangles of images with the zeros around them, so that windows need no test of bounds. */

import { i32, memory, words } from "../../assembler/mod.ts";
import type { Call, KernelFunction, WasmRuntime } from "../../runtime.ts";
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

/** A rectangle that may reach beyond an image on every side. */
export interface Rectangle {
  /** First row and column; negative before the image. */
  readonly start: readonly [number, number];
  /** Rows and columns. */
  readonly size: readonly [number, number];
}

/** Whether a rectangle lies within images. */
export function isInside(
  { height, width }: Images,
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
  const pixel = channels * 4, rowBytes = width * pixel;
  const [before, columns] = covered(start[1], size[1], width);
  const [above, rows] = covered(start[0], size[0], height);
  const left = before * pixel, middle = columns * pixel;
  const from = address + image * height * rowBytes +
    clamp(start[0], height) * rowBytes + clamp(start[1], width) * pixel;
  const pitch = size[1] * pixel;
  return [
    padKernel(runtime),
    to,
    from,
    images,
    height * rowBytes,
    above * pitch,
    rows,
    (size[0] - above - rows) * pitch,
    left,
    middle,
    pitch - left - middle,
    rowBytes,
  ];
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

function padKernel(runtime: WasmRuntime): KernelFunction {
  const build = "copyPadded";
  return runtime.kernel("pad", (module) => {
    module.define({ name: build, params: words(11) }, (
      f,
      to,
      from,
      images,
      imageBytes,
      above,
      rows,
      below,
      left,
      middle,
      right,
      rowBytes,
    ) => {
      const row = f.local("i32"), source = f.local("i32");
      const zeros = (bytes: typeof above): void => {
        f.if(bytes, () => {
          f.do(memory.fill(to, 0, bytes));
          f.increase(to, bytes);
        });
      };
      f.while(images, () => {
        zeros(above);
        f.set(source, from);
        f.for(row, 0, rows, 1, () => {
          zeros(left);
          f.do(memory.copy(to, source, middle));
          f.increase(to, middle);
          zeros(right);
          f.increase(source, rowBytes);
        });
        zeros(below);
        f.increase(from, imageBytes);
        f.set(images, i32.sub(images, 1));
      });
    });
  })[build];
}
