/** Kernels that are given several numbers. */

import { binary, constant, type Expr, input } from "../../../backends/expr.ts";
import { contiguous } from "../../../backends/view.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

/** Numbers that are given to a kernel rather than written into it. */
const NUMBERS = [0.1, -0.3, 1.7, 123.456, 1e-3];

forEachBackend("kernels take each of several numbers", async (backend) => {
  const sum = NUMBERS.reduce<Expr>(
    (value, number) =>
      binary("add", binary("mul", value, input(0)), constant(number)),
    constant(0.7),
  );
  const shape = [3, 7], size = 21;
  const [x, mapped, across, along] = [size, size, 7, 3].map((length) =>
    backend.alloc(length)
  );
  const values = Array.from({ length: size }, (_, i) => (i % 5 - 2) / 2);
  backend.write(x, values);
  const inputs = [{ buffer: x, view: contiguous(shape) }];
  const to = (buffer: typeof x, shape: number[]) => [
    { buffer, view: contiguous(shape) },
  ];
  backend.elementwise([sum], inputs, to(mapped, shape));
  backend.reduce("sum", [sum], inputs, to(across, [1, 7]));
  backend.reduce("sum", [sum], inputs, to(along, [3, 1]));
  const expected = values.map((x) =>
    NUMBERS.reduce((value, number) => value * x + number, 0.7)
  );
  const total = (from: number, step: number, count: number): number =>
    Array.from({ length: count }, (_, i) => expected[from + i * step])
      .reduce((a, b) => a + b);
  const columns = Array.from({ length: 7 }, (_, i) => total(i, 7, 3));
  const rows = Array.from({ length: 3 }, (_, i) => total(7 * i, 1, 7));
  const tolerance = { terms: 7 * NUMBERS.length, magnitude: 200 };
  assertClose(await backend.read(mapped, size), expected, tolerance);
  assertClose(await backend.read(across, 7), columns, tolerance);
  assertClose(await backend.read(along, 3), rows, tolerance);
  for (const buffer of [x, mapped, across, along]) backend.free(buffer);
});
