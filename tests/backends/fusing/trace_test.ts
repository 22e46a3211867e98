/** Programs that differ in one thing only are not taken for each other, though plans are kept. */

import { assertEquals } from "@std/assert";
import type { Backend, ReduceFn } from "../../../backends/backend.ts";
import { binary, constant, type Expr, input } from "../../../backends/expr.ts";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { contiguous, type View } from "../../../backends/view.ts";
import { StrictBackend } from "../../helpers/strict_backend.ts";

/** A map of a view, and two folds of what it makes; then a map of both folds. */
interface Program {
  readonly view: View;
  readonly exprs: readonly [Expr, Expr];
  readonly fns: readonly [ReduceFn, ReduceFn];
  /** Whether the second fold reads what was there before. */
  readonly isOther: boolean;
  /** Whether what the folds give is taken in the other order. */
  readonly isReversed: boolean;
}

const times = (factor: number): Expr =>
  binary("mul", input(0), constant(factor));
const PLAIN: Program = {
  view: contiguous([2, 3]),
  exprs: [times(2), times(3)],
  fns: ["sum", "sum"],
  isOther: false,
  isReversed: false,
};
const PROGRAMS: readonly Program[] = [
  PLAIN,
  { ...PLAIN, view: contiguous([2, 3], 1) },
  { ...PLAIN, view: contiguous([3, 2]) },
  { ...PLAIN, view: contiguous([1, 3]) },
  { ...PLAIN, view: { shape: [2, 3], strides: [1, 2], offset: 0 } },
  { ...PLAIN, view: { shape: [2, 3], strides: [0, 1], offset: 0 } },
  { ...PLAIN, exprs: [times(2), times(5)] },
  { ...PLAIN, exprs: [times(5), times(3)] },
  { ...PLAIN, fns: ["sum", "max"] },
  { ...PLAIN, fns: ["max", "sum"] },
  { ...PLAIN, isOther: true },
  { ...PLAIN, isReversed: true },
];

async function resultOf(
  backend: Backend,
  { view, exprs, fns, isOther, isReversed }: Program,
): Promise<number[]> {
  const made = [12, 6, 1, 1, 1].map((length) => backend.alloc(length));
  const [source, mapped, first, second, both] = made;
  backend.write(source, Array.from({ length: 12 }, (_, i) => i * i - 20));
  const whole = { buffer: mapped, view: contiguous(view.shape) };
  const other = { buffer: source, view: contiguous(view.shape, 2) };
  const one = [first, second].map((buffer) => ({
    buffer,
    view: contiguous([1, 1]),
  }));
  backend.elementwise([exprs[0]], [{ buffer: source, view }], [whole]);
  backend.reduce(fns[0], [input(0)], [whole], [one[0]]);
  backend.reduce(fns[1], [exprs[1]], [isOther ? other : whole], [one[1]]);
  const out = { buffer: both, view: contiguous([1, 1]) };
  backend.elementwise(
    [binary("sub", input(0), input(1))],
    isReversed ? one.toReversed() : one,
    [out],
  );
  for (const buffer of made.slice(0, 4)) backend.free(buffer);
  const [result] = await backend.read(both, 1);
  backend.free(both);
  return [result];
}

Deno.test("programs that differ in one thing are told apart, whichever came first", async () => {
  for (const earlier of PROGRAMS) {
    for (const later of PROGRAMS) {
      const backend = new FusingBackend(new StrictBackend());
      for (const program of [earlier, later]) {
        const expected = await resultOf(new StrictBackend(), program);
        assertEquals(await resultOf(backend, program), expected);
      }
      assertEquals(backend.plans, earlier === later ? 1 : 2);
    }
  }
});

Deno.test("programs in any order are told apart, whichever is expected next", async () => {
  const results = await Promise.all(
    PROGRAMS.map((program) => resultOf(new StrictBackend(), program)),
  );
  const backend = new FusingBackend(new StrictBackend());
  // Each pair comes twice, once behind itself and once behind another.
  for (const step of [1, 1, 5, 5, 7, 0, 0]) {
    for (let i = 0, at = 0; i < 2 * PROGRAMS.length; i++) {
      assertEquals(await resultOf(backend, PROGRAMS[at]), results[at]);
      at = (at + step) % PROGRAMS.length;
    }
  }
  assertEquals(backend.plans, PROGRAMS.length);
});
