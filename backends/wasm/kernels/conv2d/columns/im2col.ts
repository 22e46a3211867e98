/** Copies the windows of a convolution one after the other, with the zeros beyond the image: the matrix that the library multiplies. */

import { f32, i32, memory, v128, words } from "../../../assembler/mod.ts";
import type { KernelFunction, WasmRuntime } from "../../../runtime.ts";

/**
 * The function `(columns, x, images, imageBytes, row0, row1, width, kh, kw, c, strides, dilations, padding, height,
 * width)`, pairs being two numbers: `columns` become [images, row1 - row0, width, kh, kw, c].
 */
export function im2colKernel(runtime: WasmRuntime): KernelFunction {
  return runtime.kernel("im2col", (module) => {
    module.define({ name: "im2col", params: words(18) }, (
      f,
      columns,
      images,
      count,
      imageBytes,
      row0,
      row1,
      width,
      kh,
      kw,
      c,
      strideY,
      strideX,
      dilationY,
      dilationX,
      padY,
      padX,
      inHeight,
      inWidth,
    ) => {
      const i = f.local("i32"), j = f.local("i32");
      const a = f.local("i32"), b = f.local("i32");
      const y = f.local("i32"), x = f.local("i32");
      const before = f.local("i32"), end = f.local("i32"), n = f.local("i32");
      const from = f.local("i32");
      // Neighbouring taps see neighbouring pixels, unless they are dilated.
      const isDilated = i32.gtU(dilationX, 1);
      const taps = f.local("i32", i32.select(isDilated, 1, kw));
      const pixelBytes = f.local("i32", i32.shl(c, 2));

      const zeros = (pixels: typeof before): void => {
        f.if(pixels, () => {
          f.set(n, i32.mul(pixels, pixelBytes));
          f.do(memory.fill(columns, 0, n));
          f.set(columns, i32.add(columns, n));
        });
      };
      const copy = (): void => {
        f.set(n, i32.mul(i32.sub(end, before), pixelBytes));
        f.while(i32.geU(n, 16), () => {
          f.do(v128.store(columns, v128.load(from)));
          f.increase(from, 16);
          f.increase(columns, 16);
          f.increase(n, -16);
        });
        f.while(n, () => {
          f.do(f32.store(columns, f32.load(from)));
          f.increase(from, 4);
          f.increase(columns, 4);
          f.increase(n, -4);
        });
      };
      const run = (): void => {
        // Of the taps, those before `before` and from `end` on lie outside.
        f.set(before, i32.select(i32.ltS(x, 0), i32.sub(0, x), 0));
        f.set(before, i32.select(i32.ltS(before, taps), before, taps));
        const left = i32.sub(inWidth, x);
        f.set(end, i32.select(i32.ltS(left, taps), left, taps));
        f.set(end, i32.select(i32.ltS(end, before), before, end));
        const isOutside = i32.geU(y, inHeight);
        f.set(before, i32.select(isOutside, taps, before));
        f.set(end, i32.select(isOutside, taps, end));
        zeros(before);
        f.set(from, i32.add(i32.mul(y, inWidth), i32.add(x, before)));
        f.set(from, i32.add(images, i32.mul(from, pixelBytes)));
        copy();
        f.set(before, i32.sub(taps, end));
        zeros(before);
      };
      const pixel = (): void => {
        f.for(a, 0, kh, 1, () => {
          f.set(
            y,
            i32.sub(i32.add(i32.mul(i, strideY), i32.mul(a, dilationY)), padY),
          );
          f.for(b, 0, kw, taps, () => {
            const place = i32.add(i32.mul(j, strideX), i32.mul(b, dilationX));
            f.set(x, i32.sub(place, padX));
            run();
          });
        });
      };
      f.while(count, () => {
        f.for(i, row0, row1, 1, () => f.for(j, 0, width, 1, pixel));
        f.increase(images, imageBytes);
        f.increase(count, -1);
      });
    });
  }).im2col;
}
