/** `Backend.gather` and `Backend.scatterAdd` as their definitions read. */

import type { Operand } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import { dataOf } from "../host_buffer.ts";

/** Rows of a table, chosen by indices. */
export function gather(
  table: Operand,
  indices: Operand,
  out: Operand,
  absent: number,
): void {
  const [from, to] = [table, out].map(dataOf);
  const { offset, shape } = out.view;
  to.fill(absent, offset, offset + sizeOf(shape));
  eachElement(table, indices, out, (there, here) => to[here] = from[there]);
}

/** Rows added to those of a table that indices choose. */
export function scatterAdd(
  values: Operand,
  indices: Operand,
  out: Operand,
): void {
  const [from, to] = [values, out].map(dataOf);
  const { offset, shape } = out.view;
  to.fill(0, offset, offset + sizeOf(shape));
  eachElement(out, indices, values, (there, here) => to[there] += from[here]);
}

/** Visits the positions in the table and in the list of rows of every element that an index names. */
function eachElement(
  table: Operand,
  indices: Operand,
  list: Operand,
  visit: (inTable: number, inList: number) => void,
): void {
  const [groups, rows, width] = table.view.shape;
  const [count] = indices.view.shape;
  const index = dataOf(indices);
  for (let g = 0; g < groups; g++) {
    for (let i = 0; i < count; i++) {
      const whole = Math.trunc(index[indices.view.offset + i]);
      const row = whole < 0 ? whole + rows : whole;
      if (!(row >= 0 && row < rows)) continue;
      const there = table.view.offset + (g * rows + row) * width;
      const here = list.view.offset + (g * count + i) * width;
      for (let j = 0; j < width; j++) visit(there + j, here + j);
    }
  }
}
