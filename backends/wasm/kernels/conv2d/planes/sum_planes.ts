/** Sums of planes, each moved by an offset of its own: what the taps of a few filters make of an image. */

import { f32, f32x4, i32, v128, words } from "../../../assembler/mod.ts";
import type { KernelFunction, WasmRuntime } from "../../../runtime.ts";

/**
 * The function `(out, outImage, outRow, outPixel, planes, planeImage, planeRow, planeBytes, offsets, count, images, rows, width,
 * channels)`: `out[image][row][x][channel] = sum over i < count of planes[channel][offsets[i] + image, row, x]`, distances
 * in bytes.
 */
export function sumPlanesKernel(runtime: WasmRuntime): KernelFunction {
  return runtime.kernel("sumPlanes", (module) => {
    module.define({ name: "sumPlanes", params: words(14) }, (
      f,
      out,
      outImage,
      outRow,
      outPixel,
      planes,
      planeImage,
      planeRow,
      planeBytes,
      offsets,
      count,
      images,
      rows,
      width,
      channels,
    ) => {
      const row = f.local("i32"), channel = f.local("i32");
      const line = f.local("i32"), toLine = f.local("i32");
      const from = f.local("i32"), to = f.local("i32"), left = f.local("i32");
      const entry = f.local("i32"), at = f.local("i32");
      const end = f.local("i32", i32.add(offsets, i32.shl(count, 2)));
      const sum = f.local("v128"), next = f.local("v128"), x = f.local("f32");

      const eight = (): void => {
        f.set(sum, f32x4.splat(0));
        f.set(next, f32x4.splat(0));
        f.for(entry, offsets, end, 4, () => {
          f.set(at, i32.add(from, i32.load(entry)));
          f.set(sum, f32x4.add(sum, v128.load(at)));
          f.set(next, f32x4.add(next, v128.load(at, 16)));
        });
        f.if(i32.eq(outPixel, 4), () => {
          f.do(v128.store(to, sum), v128.store(to, next, 16));
          f.increase(to, 32);
        }, () => {
          for (const vector of [sum, next]) {
            for (let lane = 0; lane < 4; lane++) {
              f.do(v128.store32Lane(to, vector, lane));
              f.increase(to, outPixel);
            }
          }
        });
        f.increase(from, 32);
        f.increase(left, -8);
      };
      const one = (): void => {
        f.set(x, 0);
        f.for(entry, offsets, end, 4, () => {
          f.set(x, f32.add(x, f32.load(i32.add(from, i32.load(entry)))));
        });
        f.do(f32.store(to, x));
        f.increase(to, outPixel);
        f.increase(from, 4);
        f.increase(left, -1);
      };
      const lineOfChannel = (): void => {
        f.set(left, width);
        f.while(i32.geU(left, 8), eight);
        f.while(left, one);
      };
      f.while(images, () => {
        f.set(line, planes);
        f.set(toLine, out);
        f.for(row, 0, rows, 1, () => {
          f.for(channel, 0, channels, 1, () => {
            f.set(from, i32.add(line, i32.mul(channel, planeBytes)));
            f.set(to, i32.add(toLine, i32.shl(channel, 2)));
            lineOfChannel();
          });
          f.increase(line, planeRow);
          f.increase(toLine, outRow);
        });
        f.increase(planes, planeImage);
        f.increase(out, outImage);
        f.increase(images, -1);
      });
    });
  }).sumPlanes;
}
