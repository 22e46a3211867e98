/** Numbers are the same whether they follow what is expected or are stored. */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { constant, type Expr } from "../../../backends/expr.ts";
import { ExprNumbers } from "../../../backends/fusing/expressions.ts";
import { type Signature, Tokens } from "../../../backends/fusing/tokens.ts";
import { contiguous } from "../../../backends/view.ts";

/** One thing that is added. */
type Entry =
  | { readonly kind: "number"; readonly number: number }
  /** An expression, as an object that is used again or as a new one. */
  | { readonly kind: "expr"; readonly value: number; readonly isNew: boolean }
  | {
    readonly kind: "operand";
    readonly buffer: number;
    readonly shape: readonly number[];
  };

const small = fc.nat({ max: 2 });
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ kind: fc.constant("number" as const), number: small }),
  fc.record({
    kind: fc.constant("expr" as const),
    value: small,
    isNew: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("operand" as const),
    buffer: small,
    shape: fc.array(small, { maxLength: 2 }),
  }),
);
const list = fc.array(entry, { maxLength: 6 });

const KEPT: readonly Expr[] = [0, 1, 2].map(constant);

function fill(tokens: Tokens, entries: readonly Entry[]): void {
  for (const one of entries) {
    tokens.push(one.kind.length);
    if (one.kind === "number") tokens.push(one.number);
    else if (one.kind === "operand") {
      tokens.pushOperand(one.buffer, contiguous(one.shape));
    } else tokens.pushExpr(one.isNew ? constant(one.value) : KEPT[one.value]);
  }
}

Deno.test("what is expected or not changes no number, and is told", () => {
  fc.assert(fc.property(fc.array(list, { maxLength: 5 }), (lists) => {
    const numbers = new ExprNumbers(), tokens = new Tokens(numbers);
    let expected: Signature | undefined;
    for (const entries of lists) {
      const plain = new Tokens(numbers);
      fill(plain, entries);
      tokens.clear(expected);
      fill(tokens, entries);
      const isSame = expected !== undefined &&
        `${expected.numbers}` === `${plain.all}`;
      assertEquals(tokens.areExpected, isSame);
      assertEquals([...tokens.all], [...plain.all]);
      expected = tokens.signature;
      assertEquals([...expected.numbers], [...plain.all]);
    }
  }));
});

Deno.test("there is room for many, the first of which were expected", () => {
  const tokens = new Tokens(new ExprNumbers());
  const count = 10_000;
  for (let i = 0; i < count; i++) tokens.push(i);
  tokens.clear(tokens.signature);
  for (let i = 0; i < count; i++) tokens.push(i);
  assert(tokens.areExpected);
  for (let i = 0; i < count; i++) tokens.push(-i);
  assert(!tokens.areExpected);
  const up = Array.from({ length: count }, (_, i) => i);
  assertEquals([...tokens.all], [...up, ...up.map((i) => 0 - i)]);
});
