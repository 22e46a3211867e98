/** A number gives the same bits as a literal and in memory: fusing makes one of the other. */

import { assertEquals } from "@std/assert";
import type { Backend } from "../../../backends/backend.ts";
import {
  binary,
  type BinaryFn,
  constant,
  input,
} from "../../../backends/expr.ts";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { ReferenceBackend } from "../../../backends/reference/backend.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";
import { operandOn } from "../../helpers/operand_on.ts";
import { bitsOf } from "../../helpers/bits.ts";

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  2,
  -2,
  0.5,
  3,
  1e-3,
  7.25,
  Infinity,
  -Infinity,
  NaN,
];
const FNS: readonly BinaryFn[] = [
  ...["add", "sub", "mul", "div", "pow"] as const,
  ...["maximum", "minimum", "greater", "greaterEqual", "equal"] as const,
];
const BACKENDS = { wasm: WasmBackend, reference: ReferenceBackend };

for (const [name, Open] of Object.entries(BACKENDS)) {
  Deno.test(`literals give the bits of numbers in memory (${name})`, async () => {
    using backend = new Open();
    const count = NUMBERS.length, [x, y] = [input(0), input(1)];
    const all = operandOn(backend, [count], NUMBERS),
      out = operandOn(backend, [count], NUMBERS);
    const read = async () => bitsOf(await backend.read(out.buffer, count));
    for (const fn of FNS) {
      for (const number of NUMBERS) {
        const same = operandOn(
          backend,
          [count],
          Array<number>(count).fill(number),
        );
        const literal = constant(number);
        for (
          const [expr, stored] of [
            [binary(fn, x, literal), binary(fn, x, y)],
            [binary(fn, literal, x), binary(fn, y, x)],
          ]
        ) {
          backend.elementwise([stored], [all, same], [out]);
          const expected = await read();
          backend.elementwise([expr], [all], [out]);
          assertEquals(await read(), expected, `${fn} with ${number}`);
        }
        backend.free(same.buffer);
      }
    }
  });

  Deno.test(`a fold of one term each gives the same bits, fused or not (${name})`, async () => {
    const results: string[][] = [];
    for (const backend of [new Open(), new FusingBackend(new Open())]) {
      using opened: Backend = backend;
      const x = operandOn(opened, [NUMBERS.length], NUMBERS),
        out = operandOn(opened, [NUMBERS.length], NUMBERS);
      for (const fn of ["sum", "max"] as const) {
        opened.reduce(fn, [input(0)], [x], [out]);
        const read = await opened.read(out.buffer, NUMBERS.length);
        results.push(bitsOf(read));
      }
    }
    const [sum, max, fusedSum, fusedMax] = results;
    assertEquals(fusedSum, sum);
    assertEquals(fusedMax, max);
    assertEquals(sum[1], "0", "0 and -0 are 0");
  });
}
