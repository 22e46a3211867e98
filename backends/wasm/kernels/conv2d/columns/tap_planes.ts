/**
 * The matrix of windows of images with one channel, transposed: a row for each tap, which holds what that tap sees of all
 * pixels. Along a row of the image that is one run, where the windows' own runs are as short as the kernel.
 */

import {
  type Arg,
  f32x4,
  i32,
  inVectors,
  type Local,
  v128,
} from "../../../assembler/mod.ts";
import type { Call, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import type { Band } from "../bands.ts";
import type { Conv2DLayout } from "../shapes.ts";

const PARAMS = {
  planes: "pointer",
  image: "pointer",
  imageBytes: "size",
  images: "size",
  /** Rows of the narrow side, and pixels of each. */
  row0: "size",
  row1: "size",
  width: "size",
  kernelHeight: "size",
  kernelWidth: "size",
  strideY: "size",
  dilationY: "size",
  dilationX: "size",
  padY: "size",
  padX: "size",
  /** Rows and pixels of the wide side. */
  imageHeight: "size",
  imageWidth: "size",
} as const;

/** Whether windows can be copied so: one channel, and neighbours that see neighbours. */
export function haveTapPlanes(
  { shapes: { w }, geometry: { strides } }: Conv2DLayout,
): boolean {
  return w[2] === 1 && strides[1] === 1;
}

/** The call that copies what each tap sees of a band, with zeros beyond the images, one tap after the other. */
export function tapPlanesCall(
  runtime: WasmRuntime,
  places: { readonly planes: number; readonly images: number },
  { image, images, row, rows }: Band,
  { shapes, geometry: { strides, dilations, padding } }: Conv2DLayout,
): Call {
  const { x: [, imageHeight, imageWidth], w, y } = shapes;
  const imageBytes = imageHeight * imageWidth * FLOAT_BYTES;
  return tapPlanesKernel(runtime).bind({
    planes: places.planes,
    image: places.images + image * imageBytes,
    imageBytes,
    images,
    row0: row,
    row1: row + rows,
    width: y[2],
    kernelHeight: w[0],
    kernelWidth: w[1],
    strideY: strides[0],
    dilationY: dilations[0],
    dilationX: dilations[1],
    padY: padding[0],
    padX: padding[1],
    imageHeight,
    imageWidth,
  });
}

function tapPlanesKernel(runtime: WasmRuntime) {
  return runtime.kernels("tap planes", (module) => ({
    tapPlanes: module.define({ params: PARAMS }, (f, p) => {
      const { planes, width } = p;
      const [a, b, i, y, x, n, first, end] = Array.from(
        { length: 8 },
        () => f.local("i32"),
      );
      const image = f.address(), from = f.address(), left = f.local("i32");
      const zeros = (count: Arg<"i32">): void => {
        f.set(n, count);
        f.while(n, () => {
          f.do(v128.store32Lane(planes, f32x4.splat(0), 0));
          f.increase(planes, FLOAT_BYTES);
          f.increase(n, -1);
        });
      };
      const setWithin = (local: Local<"i32">, value: Arg<"i32">): void => {
        f.set(local, value);
        f.set(local, i32.select(i32.ltS(local, 0), 0, local));
        f.set(local, i32.select(i32.ltS(width, local), width, local));
      };
      const row = (): void => {
        zeros(first);
        const pixel = i32.add(i32.mul(y, p.imageWidth), i32.add(x, first));
        f.set(from, i32.add(image, i32.mul(pixel, FLOAT_BYTES)));
        f.set(n, i32.sub(end, first));
        inVectors(
          f,
          n,
          [from, planes],
          ({ load, store }) => f.do(store(planes, load(from))),
        );
        zeros(i32.sub(width, end));
      };
      f.for(a, 0, p.kernelHeight, 1, () =>
        f.for(b, 0, p.kernelWidth, 1, () => {
          f.set(x, i32.sub(i32.mul(b, p.dilationX), p.padX));
          setWithin(first, i32.sub(0, x));
          setWithin(end, i32.sub(p.imageWidth, x));
          f.set(image, p.image);
          f.set(left, p.images);
          f.while(left, () => {
            f.for(i, p.row0, p.row1, 1, () => {
              const below = i32.add(
                i32.mul(i, p.strideY),
                i32.mul(a, p.dilationY),
              );
              f.set(y, i32.sub(below, p.padY));
              f.if(i32.ltU(y, p.imageHeight), row, () => zeros(width));
            });
            f.increase(image, p.imageBytes);
            f.increase(left, -1);
          });
        }));
    }),
  })).tapPlanes;
}
