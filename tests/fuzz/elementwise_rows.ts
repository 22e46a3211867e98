/** Rows of ops that work element by element. */

import * as dg from "@decograd/decograd";
import {
  find,
  type Proposal,
  type Random,
  type Row,
  row,
  type Rows,
  show,
} from "./row.ts";

type Unary = (x: dg.Tensor) => dg.Tensor;
type Binary = (a: dg.TensorLike, b: dg.TensorLike) => dg.Tensor;

/** Ops by their names. */
function ops<Name extends dg.UnaryName | dg.BinaryName>(
  ...names: Name[]
): Pick<typeof dg, Name> {
  const found = names.map((name) => [name, dg[name]]);
  return Object.fromEntries(found) as Pick<typeof dg, Name>;
}

const SMOOTH = ops(
  ...["square", "sin", "cos", "tanh", "erf", "sigmoid", "softplus"] as const,
  "neg",
);
const BENT = ops("abs", "relu");
const STEPPED = ops(
  ...["sign", "floor", "ceil", "round", "logicalNot"] as const,
  ...["isNaN", "isFinite"] as const,
);
/** Of what is above 0, and not too near. */
const POSITIVE = ops("log", "log1p", "sqrt", "rsqrt", "reciprocal");
/** Of what does not grow. */
const GROWING = ops("exp", "expm1");
const BINARY = ops("add", "sub", "mul", "maximum", "minimum");
const COMPARISONS = ops(
  ...["greater", "greaterEqual", "less", "lessEqual", "equal"] as const,
  ...["notEqual", "logicalAnd", "logicalOr", "logicalXor"] as const,
);

function unaries(ops: Readonly<Record<string, Unary>>, isSmooth = true): Rows {
  return Object.fromEntries(
    Object.entries(ops).map((
      [name, op],
    ) => [name, row(name, op, { isSmooth })]),
  );
}

function composed(
  ops: Readonly<Record<string, Unary>>,
  before: Unary,
  code: (x: string) => string,
): Rows {
  return Object.fromEntries(
    Object.entries(ops).map(([name, op]) => [
      name,
      row(name, (x) => op(before(x)), {
        code: (x) => `dg.${name}(${code(x)})`,
      }),
    ]),
  );
}

/** Whether shapes broadcast together. */
function broadcasts(a: readonly number[], b: readonly number[]): boolean {
  const rank = Math.min(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => [a.at(-1 - i)!, b.at(-1 - i)!])
    .every(([m, n]) => m === n || m === 1 || n === 1);
}

/** Values that broadcast together. */
function several(
  count: number,
  shapes: readonly (readonly number[])[],
  random: Random,
): Proposal | undefined {
  const args: number[] = [];
  while (args.length < count) {
    const next = find(
      shapes,
      random,
      (shape) => args.every((i) => broadcasts(shapes[i], shape)),
    );
    if (next === undefined) return undefined;
    args.push(next);
  }
  const shape = args.map((i) => shapes[i]);
  return shape.length < 3 || broadcasts3(shape)
    ? { args, attrs: [] }
    : undefined;
}

function broadcasts3([a, b, c]: readonly (readonly number[])[]): boolean {
  const rank = Math.max(a.length, b.length);
  const both = Array.from(
    { length: rank },
    (_, i) => Math.max(a.at(i - rank) ?? 1, b.at(i - rank) ?? 1),
  );
  return broadcasts(both, c);
}

function manies(
  ops: Readonly<Record<string, Binary>>,
  isSmooth: boolean,
): Rows {
  return Object.fromEntries(
    Object.entries(ops).map(([name, op]): [string, Row] => [name, {
      propose(shapes, random) {
        const both = several(2, shapes, random);
        // A number in place of the second.
        if (!both || random.chance() < 0.7) return both;
        return {
          args: both.args.slice(0, 1),
          attrs: [random.pick([-1, 0, 0.5, 2])],
        };
      },
      call: ([a, b], [number]) => op(a, b ?? number as number),
      print: ([a, b], [number]) => `dg.${name}(${a}, ${b ?? show(number)})`,
      isSmooth,
    }]),
  );
}

const between = (x: dg.Tensor): dg.Tensor => dg.add(dg.square(x), 0.5);

/** The rows. */
export const ELEMENTWISE: Rows = {
  ...unaries(SMOOTH),
  ...unaries(BENT),
  ...unaries(STEPPED, false),
  ...composed(POSITIVE, between, (x) => `dg.add(dg.square(${x}), 0.5)`),
  ...composed(GROWING, dg.sin, (x) => `dg.sin(${x})`),
  ...manies(BINARY, true),
  ...manies(COMPARISONS, false),
  div: {
    propose: (shapes, random) => several(2, shapes, random),
    call: ([a, b]) => dg.div(a, between(b)),
    print: ([a, b]) => `dg.div(${a}, dg.add(dg.square(${b}), 0.5))`,
    isSmooth: true,
  },
  pow: {
    propose: (shapes, random) => several(2, shapes, random),
    call: ([a, b]) => dg.pow(between(a), dg.tanh(b)),
    print: ([a, b]) => `dg.pow(dg.add(dg.square(${a}), 0.5), dg.tanh(${b}))`,
    isSmooth: true,
  },
  where: {
    propose: (shapes, random) => several(3, shapes, random),
    call: ([a, b, c]) => dg.where(dg.greater(a, 0), b, c),
    print: ([a, b, c]) => `dg.where(dg.greater(${a}, 0), ${b}, ${c})`,
    isSmooth: false,
  },
  clip: row("clip", (x, low: number, high: number) => dg.clip(x, low, high), {
    attrs: (_, random) => [random.pick([-1, -0.5, 0]), random.pick([0.5, 1])],
  }),
  elementwise: {
    propose: (shapes, random) => several(2, shapes, random),
    call: ([a, b]) => dg.elementwise(BLEND, [a, b]),
    print: ([a, b]) =>
      `dg.elementwise(f.add(f.mul(f.x, f.tanh(f.y)), f.x), [${a}, ${b}])`,
    isSmooth: true,
  },
  zerosLike: row("zerosLike", dg.zerosLike),
  onesLike: row("onesLike", dg.onesLike),
  stopGradient: row("stopGradient", dg.stopGradient),
};

const { formula: f } = dg;
const BLEND = f.add(f.mul(f.x, f.tanh(f.y)), f.x);
