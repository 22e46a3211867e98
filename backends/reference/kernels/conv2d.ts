/** The three convolutions as their definitions read. */

import type { Args, Conv2DGeometry, Operand } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import { dataOf } from "../host_buffer.ts";
import { applyEpilogue } from "./elementwise.ts";

/** The operands of the three convolutions by their role: two are given, the third is computed. */
interface Trio {
  /** The wide side, [batch, height, width, c]. */
  readonly wide: Operand;
  /** The kernel, [kh, kw, c, o]. */
  readonly kernel: Operand;
  /** The narrow side, [batch, i, j, o]. */
  readonly narrow: Operand;
}

/** `Backend.conv2d`. */
export function conv2d(
  ...[x, w, out, geometry, epilogue]: Args<"conv2d">
): void {
  const [X, W, Y] = [x, w, out].map(dataOf);
  clear(out);
  eachProduct({ wide: x, kernel: w, narrow: out }, geometry, (i, k, o) => {
    Y[o] += X[i] * W[k];
  });
  applyEpilogue(out, epilogue);
}

/** `Backend.conv2dInputGrad`. */
export function conv2dInputGrad(
  ...[dy, w, out, geometry, epilogue]: Args<"conv2dInputGrad">
): void {
  const [DY, W, X] = [dy, w, out].map(dataOf);
  clear(out);
  eachProduct({ wide: out, kernel: w, narrow: dy }, geometry, (i, k, o) => {
    X[i] += DY[o] * W[k];
  });
  applyEpilogue(out, epilogue);
}

/** `Backend.conv2dKernelGrad`. */
export function conv2dKernelGrad(
  ...[x, dy, out, geometry]: Args<"conv2dKernelGrad">
): void {
  const [X, DY, W] = [x, dy, out].map(dataOf);
  clear(out);
  eachProduct({ wide: x, kernel: out, narrow: dy }, geometry, (i, k, o) => {
    W[k] += X[i] * DY[o];
  });
}

function clear(out: Operand): void {
  const { shape, offset } = out.view;
  dataOf(out).fill(0, offset, offset + sizeOf(shape));
}

/**
 * Visits the positions in `wide`, `kernel` and `narrow` of every product in the definition of `conv2d`. The sum is
 * linear in each of the three, so its adjoints are sums of the same products.
 */
function eachProduct(
  { wide, kernel, narrow }: Trio,
  { strides, dilations, padding }: Conv2DGeometry,
  visit: (wide: number, kernel: number, narrow: number) => void,
): void {
  const [batch, height, width, channels] = wide.view.shape;
  const [, rows, columns, filters] = narrow.view.shape;
  const [kernelHeight, kernelWidth] = kernel.view.shape;
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (let a = 0; a < kernelHeight; a++) {
          const y = i * strides[0] + a * dilations[0] - padding[0];
          if (y < 0 || y >= height) continue;
          for (let b = 0; b < kernelWidth; b++) {
            const x = j * strides[1] + b * dilations[1] - padding[1];
            if (x < 0 || x >= width) continue;
            eachChannel(
              wide.view.offset + ((n * height + y) * width + x) * channels,
              kernel.view.offset + (a * kernelWidth + b) * channels * filters,
              narrow.view.offset + ((n * rows + i) * columns + j) * filters,
            );
          }
        }
      }
    }
  }

  function eachChannel(wide: number, kernel: number, narrow: number): void {
    for (let c = 0; c < channels; c++) {
      for (let o = 0; o < filters; o++) {
        visit(wide + c, kernel + c * filters + o, narrow + o);
      }
    }
  }
}
