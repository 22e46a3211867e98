/** What becomes of calls that are recorded: kernels fused, memory, errors. */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Operand } from "../../../backends/backend.ts";
import { DeviceError } from "../../../config/errors.ts";
import {
  binary,
  constant,
  type Expr,
  input,
  unary,
} from "../../../backends/expr.ts";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { contiguous, permute, type Shape } from "../../../backends/view.ts";
import { operandOn } from "../../helpers/operand_on.ts";
import {
  StrictBackend,
  type Strictness,
} from "../../helpers/strict_backend.ts";

const add = binary("add", input(0), input(1));
const twice = binary("mul", input(0), constant(2));
const exp = unary("exp", input(0));

function open(strictness?: Strictness) {
  const inner = new StrictBackend(strictness);
  const backend = new FusingBackend(inner);
  const make = (shape: Shape, data?: readonly number[]) =>
    operandOn(backend, shape, data);
  const map = (expr: Expr, ...inputs: Operand[]): Operand => {
    const out = make(inputs[0].view.shape);
    backend.elementwise([expr], inputs, [out]);
    return out;
  };
  const free = (...operands: Operand[]): void =>
    operands.forEach(({ buffer }) => backend.free(buffer));
  const read = async ({ buffer }: Operand): Promise<number[]> => [
    ...await backend.read(buffer, buffer.byteLength / 8),
  ];
  return { inner, backend, make, map, free, read };
}

Deno.test("a chain is one kernel, and its links take no memory", async () => {
  const { inner, make, map, free, read } = open();
  const x = make([4], [1, 2, 3, 4]);
  const a = map(twice, x), b = map(add, a, x), c = map(twice, b);
  free(a, b);
  assertEquals(inner.kernels, []);
  assertEquals(await read(c), [6, 12, 18, 24]);
  assertEquals(inner.kernels, ["elementwise"]);
  assertEquals(inner.peak, 64);
});

Deno.test("what nobody can see is never computed", async () => {
  const { inner, make, map, free, read } = open();
  const x = make([2], [1, 2]);
  free(map(exp, map(exp, x)), x);
  const seen = map(twice, make([1], [3]));
  assertEquals(await read(seen), [6]);
  assertEquals(inner.kernels.length, 2, "the inner exponential is still held");
});

Deno.test("results of one pass over the same input are one kernel", async () => {
  const { inner, make, map, read } = open();
  const x = make([100], Array(100).fill(1));
  const a = map(twice, x), b = map(binary("sub", input(0), constant(3)), x);
  assertEquals((await read(a))[0], 2);
  assertEquals((await read(b))[0], -2);
  assertEquals(inner.kernels, ["elementwise"]);
});

Deno.test("folds of the same input over the same axes are one kernel", async () => {
  const { inner, make, read, backend } = open();
  const x = make([3, 2], [1, 2, 3, 4, 5, 6]);
  const [sum, squares, rows] = [[1, 2], [1, 2], [3, 1]].map((s) => make(s));
  const most = make([1, 2]);
  const square = binary("mul", input(0), input(0));
  backend.reduce("sum", [input(0)], [x], [sum]);
  backend.reduce("sum", [input(0)], [x], [rows]);
  backend.reduce("max", [input(0)], [x], [most]);
  backend.reduce("sum", [square], [x], [squares]);
  assertEquals(await read(sum), [9, 12]);
  assertEquals(await read(squares), [35, 56]);
  assertEquals(await read(rows), [3, 7, 11]);
  assertEquals(await read(most), [5, 6]);
  assertEquals(inner.kernels, ["reduce", "reduce", "reduce"]);
});

Deno.test("a fold of what another one gives comes after it", async () => {
  const { inner, make, read, backend } = open();
  const x = make([2, 2], [1, 2, 3, 4]);
  const [sum, above] = [make([1, 2]), make([1, 2])];
  const spread = { ...sum, view: { ...x.view, strides: [0, 1] } };
  backend.reduce("sum", [input(0)], [x], [sum]);
  backend.reduce("sum", [binary("sub", input(0), input(1))], [x, spread], [
    above,
  ]);
  assertEquals(await read(above), [-4, -6]);
  assertEquals(inner.kernels, ["reduce", "reduce"]);
});

Deno.test("costly work is not done again for each that reads it", async () => {
  const { inner, make, map, free, read, backend } = open();
  const x = make([200, 200], Array(40000).fill(0));
  const e = map(exp, x), total = make([1, 1]), rows = make([200, 1]);
  backend.reduce("sum", [input(0)], [e], [total]);
  backend.reduce("sum", [input(0)], [e], [rows]);
  free(e);
  assertEquals(await read(total), [40000]);
  assertEquals(inner.kernels, ["elementwise", "reduce", "reduce"]);
});

Deno.test("work before a fold is part of it, whatever the layout", async () => {
  const { inner, make, map, free, read, backend } = open();
  const x = make([2, 3], [1, 2, 3, 4, 5, 6]);
  const a = map(twice, x), sums = make([3, 1]);
  const turned = { ...a, view: permute(a.view, [1, 0]) };
  backend.reduce("sum", [input(0)], [turned], [sums]);
  free(a);
  assertEquals(await read(sums), [10, 14, 18]);
  assertEquals(inner.kernels, ["reduce"]);
});

Deno.test("a product takes what follows as its epilogue, reshaped or not", async () => {
  const { inner, make, map, free, read, backend } = open();
  const x = make([2, 2], [1, 2, 3, 4]), bias = make([2], [10, 20]);
  const y = make([2, 2]);
  backend.matmul(x, x, y);
  const spread = { ...bias, view: { ...y.view, strides: [0, 1] } };
  const sum = map(add, y, spread);
  const flat = map(twice, { ...sum, view: contiguous([4]) });
  free(y, sum);
  assertEquals(await read(flat), [34, 60, 50, 84]);
  assertEquals(inner.kernels, ["matmul+"]);
});

Deno.test("equal steps are planned once, read or not, and keep their memory", async () => {
  const { inner, backend, make, map, free, read } = open();
  let w = make([50], Array(50).fill(1));
  const step = (): Operand => {
    const sum = make([1]);
    const [a, b, c] = [twice, exp, unary("sin", input(0))].map((expr) =>
      map(expr, w)
    );
    const ab = map(add, a, b), abc = map(add, ab, c);
    backend.reduce("sum", [input(0)], [abc], [sum]);
    const scaled = map(binary("mul", input(0), constant(0.01)), abc);
    free(w, a, b, c, ab, abc);
    w = scaled;
    return sum;
  };
  for (let i = 0; i < 3; i++) {
    const sum = step();
    await read(sum);
    free(sum);
  }
  const { plans } = backend;
  for (let i = 0; i < 1000; i++) {
    const sum = step();
    if (i % 90 === 89) await read(sum);
    free(sum);
  }
  // Windows of several steps, then of what remains before each read.
  assert(backend.plans - plans <= 16, `${backend.plans - plans} plans`);
  assert(inner.peak < 64 * 50 * 8, `${inner.peak} bytes`);
});

Deno.test("a write comes after the work that reads what was there before", async () => {
  const { make, map, read, backend } = open();
  const x = make([2], [1, 2]);
  const before = map(twice, x);
  backend.write(x.buffer, [5]);
  const dependencies = map(twice, x);
  assertEquals(await read(before), [2, 4]);
  assertEquals(await read(dependencies), [10, 4]);
});

Deno.test("memory of dead inputs is written in place where the backend can", async () => {
  for (const inPlace of [true, false]) {
    const { inner, make, map, free, read } = open({ inPlace });
    const x = make([8], Array(8).fill(1));
    const y = map(exp, x);
    free(x);
    await read(y);
    assertEquals(inner.peak, inPlace ? 64 : 128);
  }
});

Deno.test("without memory, the call that has to wait no longer is told the kernel; the rest goes on", async () => {
  const { inner, backend, make, map, free, read } = open({
    bytes: 300,
    inPlace: false,
  });
  const x = make([16], Array(16).fill(1));
  const y = map(twice, x), z = map(exp, y);
  const error = await assertRejects(() => read(z), DeviceError);
  assertEquals(error.kind, "outOfMemory");
  const kernel = "(in elementwise of [16], [16])";
  assert(error.message.endsWith(kernel), error.message);
  assertEquals(inner.bytesInUse, 128);
  // What was not computed is not taken for something else.
  await assertRejects(() => read(y), DeviceError);
  assertThrows(() => map(twice, y), DeviceError);
  const square = { buffer: y.buffer, view: contiguous([4, 4]) };
  const product = make([4, 4]);
  assertThrows(() => backend.matmul(square, square, product), DeviceError);
  free(product);
  // What is written anew holds something again.
  backend.write(y.buffer, Array(16).fill(4));
  assertEquals(await read(y), Array(16).fill(4));
  free(x, y, z);
  assertEquals(await read(map(twice, make([1], [4]))), [8]);
  assertEquals(inner.bytesInUse, 16);
});

Deno.test("memory that waits for work is had before a write fails", async () => {
  const { make, map, free, read } = open({ bytes: 400 });
  const x = make([24], Array(24).fill(1)), sum = make([1]);
  const y = map(twice, x);
  free(x);
  const other = make([24], Array(24).fill(7));
  free(sum);
  assertEquals((await read(y))[0], 2);
  assertEquals((await read(other))[0], 7);
});

Deno.test("work runs when much memory has been given back that waits for it", () => {
  const { inner, make, map, free } = open({ elementBytes: 2 ** 20 });
  for (let i = 0; i < 20; i++) {
    const x = make([8], Array(8).fill(i));
    map(twice, x);
    free(x);
  }
  assert(inner.kernels.length > 0);
});

Deno.test("what has not been run when the backend is disposed of never is", () => {
  const { inner, backend, make, map } = open();
  map(twice, make([1], [1]));
  backend[Symbol.dispose]();
  assertEquals(backend.closed, true);
  backend.flush();
  assertEquals(inner.kernels, []);
});

Deno.test("flush runs what is written down", () => {
  const { inner, backend, make, map } = open();
  map(twice, make([1], [1]));
  backend.flush();
  assertEquals(inner.kernels, ["elementwise"]);
});
