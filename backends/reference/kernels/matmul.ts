/** `Backend.matmul` as its definition reads. */

import type { Epilogue, Operand } from "../../backend.ts";
import { dataOf } from "../host_buffer.ts";
import { walk } from "../walk.ts";
import { applyEpilogue } from "./elementwise.ts";

/** Sums of products of rows of `a` and columns of `b`. */
export function matmul(
  a: Operand,
  b: Operand,
  out: Operand,
  epilogue?: Epilogue,
): void {
  const [A, B, C] = [a, b, out].map(dataOf);
  const length = a.view.shape.at(-1)!;
  const alongA = a.view.strides.at(-1)!, alongB = b.view.strides.at(-2)!;
  // Every index of `out` looks at the start of a row of `a` and of a column of `b`.
  const rows = { ...a.view, strides: [...a.view.strides.slice(0, -1), 0] };
  const columns = { ...b.view, strides: b.view.strides.toSpliced(-2, 1, 0) };
  walk(out.view.shape, [rows, columns, out.view], ([i, j, at]) => {
    let sum = 0;
    for (let k = 0; k < length; k++) {
      sum += A[i + k * alongA] * B[j + k * alongB];
    }
    C[at] = sum;
  });
  applyEpilogue(out, epilogue);
}
