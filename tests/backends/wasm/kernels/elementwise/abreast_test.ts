/** Rows side by side, where what is written takes the place of what is read. */

import { assertEquals } from "@std/assert";
import { binary, constant, input } from "../../../../../backends/expr.ts";
import { contiguous } from "../../../../../backends/view.ts";
import { WasmBackend } from "../../../../../backends/wasm/backend.ts";
import { randomIntegers } from "../../../../helpers/random_data.ts";

for (const [rows, columns] of [[17, 32], [90, 7]]) {
  Deno.test(`results that overwrite an input of ${columns} columns leave what is read after them as it was`, () =>
    overwrite(rows, columns));
}

async function overwrite(rows: number, columns: number): Promise<void> {
  using backend = new WasmBackend({ threads: 1 });
  const shape = [8, rows, columns], size = 8 * rows * columns;
  const lengths = [size, size, columns, 8 * rows];
  const [a, b, bias, scale] = lengths.map((length, i) => {
    const buffer = backend.alloc(length);
    const data = randomIntegers(length, 4, i + 1);
    backend.write(buffer, data);
    return { buffer, data };
  });
  const whole = contiguous(shape);
  // A value for each channel, and one for each row.
  const channel = { ...whole, strides: [0, 0, 1] };
  const column = { ...whole, strides: [rows, 1, 0] };
  const first = binary("add", binary("mul", input(0), input(3)), input(2));
  const second = binary("add", binary("mul", input(0), constant(2)), input(1));
  backend.elementwise(
    [first, second],
    [a, b, bias, scale].map(({ buffer }, i) => ({
      buffer,
      view: [whole, whole, channel, column][i],
    })),
    // The first of them in the place of what only the second needs.
    [{ buffer: b.buffer, view: whole }, { buffer: a.buffer, view: whole }],
  );
  const expected = Array.from(
    { length: size },
    (_, i) =>
      a.data[i] * scale.data[Math.floor(i / columns)] +
      bias.data[i % columns],
  );
  assertEquals([...await backend.read(b.buffer, size)], expected);
  assertEquals(
    [...await backend.read(a.buffer, size)],
    Array.from({ length: size }, (_, i) => 2 * a.data[i] + b.data[i]),
  );
}
