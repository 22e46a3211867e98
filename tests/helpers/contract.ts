/** The contract between the floors, call by call: what a backend takes for granted is looked at here. */

import { assert, assertEquals } from "@std/assert";
import type { Conv2DGeometry, Operand } from "../../backends/backend.ts";
import { type Expr, inputsOf } from "../../backends/expr.ts";
import { isDense, type Shape } from "../../backends/view.ts";

function shapesOf(operands: readonly Operand[]): Shape[] {
  return operands.map(({ view }) => view.shape);
}

function assertOneShape(operands: readonly Operand[]): void {
  const [first, ...others] = shapesOf(operands);
  for (const shape of others) assertEquals(shape, first, "shapes differ");
}

function assertDense(operands: readonly Operand[]): void {
  for (const { view } of operands) assert(isDense(view), "gaps in a view");
}

/** Expressions mention nothing but what there is. */
function assertMentioned(exprs: readonly Expr[], count: number): void {
  const [most = -1] = inputsOf(...exprs).slice(-1);
  assert(most < count, `input ${most} of ${count}`);
}

/** Outputs have a place for each of their elements. */
function assertApart(outs: readonly Operand[]): void {
  for (const { view: { shape, strides } } of outs) {
    const isApart = shape.every((size, i) => size < 2 || strides[i] !== 0);
    assert(isApart, "an output that is written twice");
  }
}

/** See `Backend.elementwise`. */
export function checkElementwise(
  exprs: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): void {
  assertEquals(exprs.length, outs.length, "as many results as outputs");
  assertOneShape([...outs, ...inputs]);
  assertMentioned(exprs, inputs.length);
  assertApart(outs);
}

/** See `Backend.reduce`. */
export function checkReduce(
  maps: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): void {
  assertEquals(maps.length, outs.length, "as many results as outputs");
  assertOneShape(inputs);
  assertOneShape(outs);
  assertMentioned(maps, inputs.length);
  assertDense(outs);
  const [from, to] = [inputs[0].view.shape, outs[0].view.shape];
  assertEquals(from.length, to.length, "ranks");
  to.forEach((size, axis) => assert(size === 1 || size === from[axis]));
}

/** See `Backend.matmul`. */
export function checkMatmul(a: Operand, b: Operand, out: Operand): void {
  const [left, right, to] = shapesOf([a, b, out]);
  assert(to.length >= 2, "a product of less than matrices");
  const batch = to.slice(0, -2);
  const [[m, k], [, n]] = [left, right].map((shape) => shape.slice(-2));
  assertEquals(left, [...batch, m, k], "batches, rows and depth");
  assertEquals(right, [...batch, k, n], "batches, depth and columns");
  assertEquals(to, [...batch, m, n], "rows and columns");
  assertDense([out]);
  for (const { view: { shape, strides } } of [a, b]) {
    const [rows, columns] = shape.slice(-2), [down, across] = strides.slice(-2);
    const isLaid = (across === 1 && down >= columns) ||
      (down === 1 && across >= rows);
    assert(isLaid, "a matrix that lies neither by rows nor by columns");
  }
}

/** See `Backend.conv2d`: the same for it and its adjoints. */
export function checkConvolution(
  wide: Operand,
  kernel: Operand,
  narrow: Operand,
  { strides, dilations, padding }: Conv2DGeometry,
): void {
  const [x, w, y] = shapesOf([wide, kernel, narrow]);
  assertEquals([x.length, w.length, y.length], [4, 4, 4], "ranks");
  assertEquals([x[0], x[3], y[3]], [y[0], w[2], w[3]], "batch and channels");
  assertDense([wide, kernel, narrow]);
  const whole = (numbers: readonly number[], least: number): boolean =>
    numbers.length === 2 &&
    numbers.every((one) => Number.isSafeInteger(one) && one >= least);
  assert(whole(strides, 1) && whole(dilations, 1) && whole(padding, 0));
}

/** See `Backend.gather`: the same for it and its adjoint. */
export function checkLookup(
  table: Operand,
  indices: Operand,
  list: Operand,
): void {
  const [from, by, to] = shapesOf([table, indices, list]);
  assertEquals([from.length, by.length, to.length], [3, 1, 3], "ranks");
  assertEquals(to, [from[0], by[0], from[2]], "groups, count and width");
  assertDense([table, indices, list]);
}

/** See `Epilogue`. */
export function checkEpilogue(
  epilogue: { expr: Expr; operands: readonly Operand[] } | undefined,
  out: Operand,
): void {
  if (!epilogue) return;
  assertOneShape([out, ...epilogue.operands]);
  assertMentioned([epilogue.expr], 1 + epilogue.operands.length);
}
