/** What other backends are held against, held against results worked out by hand. */

import { assert, assertEquals } from "@std/assert";
import type { Backend, Operand } from "../../../backends/backend.ts";
import { binary, constant, input, unary } from "../../../backends/expr.ts";
import { ReferenceBackend } from "../../../backends/reference/backend.ts";
import { erf } from "../../../backends/reference/erf.ts";
import { UNARY } from "../../../backends/reference/functions.ts";
import { contiguous, permute, sizeOf } from "../../../backends/view.ts";
import { operandOn } from "../../helpers/operand_on.ts";

async function valuesOf(backend: Backend, out: Operand): Promise<number[]> {
  return [...await backend.read(out.buffer, sizeOf(out.view.shape))];
}

Deno.test("erf agrees with the tables to the last digits", () => {
  // Abramowitz and Stegun, table 7.1, and arbitrary-precision arithmetic beyond it.
  const table = [
    [1e-300, 1.1283791670955126e-300],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [2.5, 0.9995930479825550],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
    [6, 1],
  ];
  for (const [x, expected] of table) {
    assert(Math.abs(erf(x) / expected - 1) < 1e-15, `erf(${x})`);
    assertEquals(erf(-x), -erf(x));
  }
  assertEquals([erf(0), erf(Infinity), erf(NaN)], [0, 1, NaN]);
});

Deno.test("halves round to even", () => {
  const inputs = [0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, 2 ** 52 + 1];
  const expected = [0, 2, 2, -0, -2, 0, 2 ** 52 + 1];
  assertEquals(
    inputs.map(UNARY.round).map((x) => x + 0),
    expected.map((x) => x + 0),
  );
  assertEquals([Infinity, NaN].map(UNARY.round), [Infinity, NaN]);
});

Deno.test("elementwise evaluates every expression at every index", async () => {
  using backend = new ReferenceBackend();
  const x = operandOn(backend, [2, 3], [1, 2, 3, 4, 5, 6]);
  const turned = {
    ...operandOn(backend, [3, 2], [10, 40, 20, 50, 30, 60]),
    view: permute(contiguous([3, 2]), [1, 0]),
  };
  const [sum, minus] = [operandOn(backend, [2, 3]), operandOn(backend, [2, 3])];
  backend.elementwise(
    [binary("add", input(0), input(1)), unary("neg", input(0))],
    [x, turned],
    [sum, minus],
  );
  assertEquals(await valuesOf(backend, sum), [11, 22, 33, 44, 55, 66]);
  assertEquals(await valuesOf(backend, minus), [-1, -2, -3, -4, -5, -6]);
});

Deno.test("reduce folds where the output has size one", async () => {
  using backend = new ReferenceBackend();
  const x = operandOn(backend, [2, 3], [1, 2, 3, 4, 5, 6]);
  const square = binary("mul", input(0), input(0));
  const rows = operandOn(backend, [2, 1]), columns = operandOn(backend, [1, 3]);
  backend.reduce("sum", [square], [x], [rows]);
  assertEquals(await valuesOf(backend, rows), [14, 77]);
  backend.reduce("max", [input(0)], [x], [columns]);
  assertEquals(await valuesOf(backend, columns), [4, 5, 6]);
});

Deno.test("matmul sums products, and the epilogue comes last", async () => {
  using backend = new ReferenceBackend();
  const a = operandOn(backend, [2, 2], [1, 2, 3, 4]);
  const b = operandOn(backend, [2, 2], [5, 6, 7, 8]);
  const out = operandOn(backend, [2, 2]);
  backend.matmul(a, b, out);
  assertEquals(await valuesOf(backend, out), [19, 22, 43, 50]);
  backend.matmul(a, b, out, {
    expr: binary("sub", input(0), constant(20)),
    operands: [],
  });
  assertEquals(await valuesOf(backend, out), [-1, 2, 23, 30]);
});

Deno.test("the convolutions slide, scatter and correlate", async () => {
  using backend = new ReferenceBackend();
  const geometry = {
    strides: [1, 2],
    dilations: [1, 1],
    padding: [0, 1],
  } as const;
  const x = operandOn(backend, [1, 1, 4, 1], [1, 2, 3, 4]);
  const w = operandOn(backend, [1, 3, 1, 1], [10, 20, 30]);
  const y = operandOn(backend, [1, 1, 2, 1]);
  backend.conv2d(x, w, y, geometry);
  // Windows [0, 1, 2] and [2, 3, 4].
  assertEquals(await valuesOf(backend, y), [80, 200]);

  const dy = operandOn(backend, [1, 1, 2, 1], [1, 2]);
  const dx = operandOn(backend, [1, 1, 4, 1]);
  backend.conv2dInputGrad(dy, w, dx, geometry);
  assertEquals(await valuesOf(backend, dx), [20, 50, 40, 60]);
  const dw = operandOn(backend, [1, 3, 1, 1]);
  backend.conv2dKernelGrad(x, dy, dw, geometry);
  assertEquals(await valuesOf(backend, dw), [4, 7, 10]);
});

Deno.test("bytes in use are those not yet freed", () => {
  using backend = new ReferenceBackend();
  const buffer = backend.alloc(10);
  assertEquals(backend.bytesInUse, 80);
  backend.free(buffer);
  assertEquals(backend.bytesInUse, 0);
});
