/** The numbers of a step on the device: uploaded in one go, or picked there where only the device knows the step. */

import type { Backend } from "../../../backends/backend.ts";
import { input } from "../../../backends/expr.ts";
import * as f from "../../../autograd/formula.ts";
import { mapSum } from "../../../autograd/ops/map_sum.ts";
import { Tensor } from "../../../autograd/tensor.ts";
import type { Iteration } from "./iteration.ts";

const picked = f.where(f.equal(f.x, f.y), input(2), 0);

/** What `row` gives for the count of steps made, each number in a tensor of shape []. */
export function stepNumbers(
  backend: Backend,
  iteration: Iteration,
  row: (count: number) => readonly number[],
): Tensor[] {
  const made = iteration.get();
  const [first, length] = made instanceof Tensor
    ? [iteration.least, iteration.most - iteration.least + 1]
    : [made, 1];
  const rows = Array.from({ length }, (_, i) => row(first + i));
  const width = rows[0].length;
  const table = Tensor.from(backend, rows.flat(), [length, width]);
  const numbers = made instanceof Tensor
    ? mapSum(picked, [
      Tensor.from(backend, rows.map((_, i) => first + i), [length, 1]),
      ...[made, table],
    ], { axis: 0 })
    : table;
  return rows[0].map((_, i) =>
    numbers.through({ shape: [], strides: [], offset: i })
  );
}
