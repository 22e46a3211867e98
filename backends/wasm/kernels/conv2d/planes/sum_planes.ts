/** Sums of planes, each moved by an offset of its own: what the taps of a few filters make of an image. */

import { f32, f32x4, i32, v128 } from "../../../assembler/mod.ts";
import type { WasmRuntime } from "../../../runtime.ts";
import {
  FLOAT_BYTES,
  LANES,
  VECTOR_BYTES,
  WORD_BYTES,
} from "../../../sizes.ts";

const PARAMS = {
  out: "pointer",
  /** Bytes from an image, a row and a pixel of the output to the next. */
  outImage: "size",
  outRow: "size",
  outPixel: "size",
  planes: "pointer",
  /** Bytes within a plane from an image and from a row to the next, and from a plane to the next. */
  planeImage: "size",
  planeRow: "size",
  planeBytes: "size",
  /** Table of where the planes of a sum begin, in bytes, and how many they are. */
  offsets: "pointer",
  count: "size",
  images: "size",
  rows: "size",
  width: "size",
  channels: "size",
} as const;

/** `out[image][row][x][channel] = sum over i < count of planes[channel][offsets[i] + image, row, x]`. */
export function sumPlanesKernel(runtime: WasmRuntime) {
  return runtime.kernels("sum planes", (module) => ({
    sumPlanes: module.define({ params: PARAMS }, (f, p) => {
      const { out, outPixel, planes, offsets, images } = p;
      const row = f.local("i32"), channel = f.local("i32");
      const line = f.address(), toLine = f.address();
      const from = f.address(), to = f.address(), left = f.local("i32");
      const entry = f.address(), at = f.address();
      const end = f.address(i32.add(offsets, i32.mul(p.count, WORD_BYTES)));
      const sum = f.local("v128"), next = f.local("v128"), x = f.local("f32");

      const eight = (): void => {
        f.set(sum, f32x4.splat(0));
        f.set(next, f32x4.splat(0));
        f.for(entry, offsets, end, WORD_BYTES, () => {
          f.set(at, i32.add(from, i32.load(entry)));
          f.set(sum, f32x4.add(sum, v128.load(at)));
          f.set(next, f32x4.add(next, v128.load(at, VECTOR_BYTES)));
        });
        f.if(i32.eq(outPixel, FLOAT_BYTES), () => {
          f.do(v128.store(to, sum), v128.store(to, next, VECTOR_BYTES));
          f.increase(to, 2 * VECTOR_BYTES);
        }, () => {
          for (const vector of [sum, next]) {
            for (let lane = 0; lane < LANES; lane++) {
              f.do(v128.store32Lane(to, vector, lane));
              f.increase(to, outPixel);
            }
          }
        });
        f.increase(from, 2 * VECTOR_BYTES);
        f.increase(left, -2 * LANES);
      };
      const one = (): void => {
        f.set(x, 0);
        f.for(entry, offsets, end, WORD_BYTES, () => {
          f.set(x, f32.add(x, f32.load(i32.add(from, i32.load(entry)))));
        });
        f.do(f32.store(to, x));
        f.increase(to, outPixel);
        f.increase(from, FLOAT_BYTES);
        f.increase(left, -1);
      };
      const lineOfChannel = (): void => {
        f.set(left, p.width);
        f.while(i32.geU(left, 2 * LANES), eight);
        f.while(left, one);
      };
      f.while(images, () => {
        f.set(line, planes);
        f.set(toLine, out);
        f.for(row, 0, p.rows, 1, () => {
          f.for(channel, 0, p.channels, 1, () => {
            f.set(from, i32.add(line, i32.mul(channel, p.planeBytes)));
            f.set(to, i32.add(toLine, i32.mul(channel, FLOAT_BYTES)));
            lineOfChannel();
          });
          f.increase(line, p.planeRow);
          f.increase(toLine, p.outRow);
        });
        f.increase(planes, p.planeImage);
        f.increase(out, p.outImage);
        f.increase(images, -1);
      });
    }),
  })).sumPlanes;
}
