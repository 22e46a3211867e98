/** Adds columns, the products of pixels and a whole kernel, to the images where they land. */

import { f32, f32x4, i32, v128, words } from "../../../assembler/mod.ts";
import type { KernelFunction, WasmRuntime } from "../../../runtime.ts";

/**
 * The function `(out, columns, gapBytes, images, imageBytes, row0, row1, width, kh, kw, c, strides, dilations, padding, height,
 * width)`, pairs being two numbers: `columns` are [images, row1 - row0, width, kh, kw, c] with a gap after each pixel.
 */
export function col2imKernel(runtime: WasmRuntime): KernelFunction {
  return runtime.kernel("col2im", (module) => {
    module.define({ name: "col2im", params: words(19) }, (
      f,
      out,
      columns,
      gapBytes,
      images,
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
      outHeight,
      outWidth,
    ) => {
      const i = f.local("i32"), j = f.local("i32");
      const a = f.local("i32"), b = f.local("i32");
      const y = f.local("i32"), x = f.local("i32");
      const skipped = f.local("i32"), end = f.local("i32"), n = f.local("i32");
      const to = f.local("i32"), from = f.local("i32");
      // Neighbouring taps land on neighbouring columns, unless they are dilated.
      const isDilated = i32.gtU(dilationX, 1);
      const taps = f.local("i32", i32.select(isDilated, 1, kw));
      const runBytes = f.local("i32", i32.shl(i32.mul(taps, c), 2));

      const addRun = (): void => {
        f.set(to, i32.add(i32.mul(y, outWidth), i32.add(x, skipped)));
        f.set(to, i32.add(out, i32.shl(i32.mul(to, c), 2)));
        f.set(from, i32.add(columns, i32.shl(i32.mul(skipped, c), 2)));
        f.set(n, i32.mul(i32.sub(end, skipped), c));
        f.while(i32.geU(n, 4), () => {
          f.do(v128.store(to, f32x4.add(v128.load(to), v128.load(from))));
          f.increase(to, 16);
          f.increase(from, 16);
          f.increase(n, -4);
        });
        f.while(n, () => {
          f.do(f32.store(to, f32.add(f32.load(to), f32.load(from))));
          f.increase(to, 4);
          f.increase(from, 4);
          f.increase(n, -1);
        });
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
            f.set(
              skipped,
              i32.select(i32.ltS(x, 0), i32.sub(0, x), 0),
            );
            const left = i32.sub(outWidth, x);
            f.set(end, i32.select(i32.ltS(left, taps), left, taps));
            const lands = i32.and(
              i32.ltU(y, outHeight),
              i32.gtS(end, skipped),
            );
            f.if(lands, addRun);
            f.increase(columns, runBytes);
          });
        });
        f.increase(columns, gapBytes);
      };
      f.while(images, () => {
        f.for(i, row0, row1, 1, () => f.for(j, 0, width, 1, pixel));
        f.increase(out, imageBytes);
        f.increase(images, -1);
      });
    });
  }).col2im;
}
