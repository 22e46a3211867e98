/** Infinities, NaN, zeros of both signs and the ends of the range, through every function and every pair of them. */

import { assertEquals } from "@std/assert";
import type { Backend } from "../../../backends/backend.ts";
import {
  binary,
  type BinaryFn,
  constant,
  type Expr,
  input,
  unary,
  type UnaryFn,
  where,
} from "../../../backends/expr.ts";
import { BINARY, UNARY } from "../../../backends/reference/functions.ts";
import { contiguous, type View } from "../../../backends/view.ts";
import { answersTo, isAmong } from "../../helpers/float32_values.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { webgpuIsSoftware } from "../../helpers/missing_backend.ts";
import { thorough } from "../../helpers/thorough.ts";

const VALUES = [
  ...[
    0,
    -0,
    1,
    -1,
    0.5,
    -0.25,
    -2.5,
    1e-30,
    -3,
    2 ** 24 + 2,
    3.4028234663852886e38,
  ],
  ...[-3.4028234663852886e38, 2 ** -126, Infinity, -Infinity, NaN],
].map(Math.fround);
/** Not on devices that may take them for 0. */
const SUBNORMAL = [2 ** -149, -(2 ** -130)];

/** Functions that compilers know and take together; the others are our own. */
const KNOWN = new Set<string>([
  ...["neg", "abs", "floor", "sqrt", "add", "sub", "mul", "div"],
  ...["maximum", "minimum", "greater", "greaterEqual", "equal"],
]);
/** Those among them that software has the time for. */
const FEW = new Set<string>(["sub", "mul"]);

const [x, y] = [input(0), input(1)];

function ofInputs(isWanted: (fn: string) => boolean): Expr[] {
  const unaries = Object.keys(UNARY).filter(isWanted)
    .map((fn) => unary(fn as UnaryFn, x));
  const binaries = Object.keys(BINARY).filter(isWanted)
    .flatMap((fn) => [
      binary(fn as BinaryFn, x, y),
      binary(fn as BinaryFn, x, x),
    ]);
  return [...unaries, ...binaries, where(x, y, constant(7))];
}

/**
 * Every function of what every function gives, beside an input, a literal or itself: each two of the three meet, on both
 * sides, and all three where there is time.
 */
function pairs(isWanted: (fn: string) => boolean): Expr[] {
  return ofInputs(isWanted).flatMap((inner, i) => {
    const others = [x, y, inner, ...[0, -0, 1, Infinity].map(constant)];
    const meets = (j: number, k: number) =>
      thorough() || (i + j + k) % others.length < 2;
    return [
      ...Object.keys(UNARY).filter(isWanted)
        .map((fn) => unary(fn as UnaryFn, inner)),
      ...Object.keys(BINARY).filter(isWanted).flatMap((fn, j) =>
        others.filter((_, k) => meets(j, k)).flatMap((other) => [
          binary(fn as BinaryFn, inner, other),
          binary(fn as BinaryFn, other, inner),
        ])
      ),
      where(inner, x, inner),
    ];
  });
}

/** Outputs of one kernel. */
const TOGETHER = 4;

async function check(
  backend: Backend,
  exprs: readonly Expr[],
  values: readonly number[],
): Promise<void> {
  const n = values.length, across = contiguous([n, n]);
  const make = (strides: readonly number[]) => {
    const view: View = { ...across, strides };
    const buffer = backend.alloc(n);
    backend.write(buffer, values);
    return { buffer, view };
  };
  const inputs = [make([1, 0]), make([0, 1])];
  const wrong: string[] = [];
  const allowed = { flushes: backend.name.includes("webgpu") };
  for (let from = 0; from < exprs.length; from += TOGETHER) {
    const some = exprs.slice(from, from + TOGETHER);
    const outs = some.map(() => ({
      buffer: backend.alloc(n * n),
      view: across,
    }));
    backend.elementwise(some, inputs, outs);
    const read = await Promise.all(
      outs.map(({ buffer }) => backend.read(buffer, n * n)),
    );
    outs.forEach(({ buffer }) => backend.free(buffer));
    for (const [j, expr] of some.entries()) {
      for (let i = 0; i < n * n; i++) {
        const at = [values[Math.floor(i / n)], values[i % n]];
        const answers = answersTo(expr, at, allowed);
        if (isAmong(read[j][i], answers)) continue;
        wrong.push(
          `${textOf(expr)} at ${at.map(show)}: ${show(read[j][i])} for ${
            answers.map(show)
          }`,
        );
      }
    }
  }
  inputs.forEach(({ buffer }) => backend.free(buffer));
  assertEquals(wrong.slice(0, 20), [], `${wrong.length} wrong`);
}

function show(value: number): string {
  return Object.is(value, -0) ? "-0" : `${value}`;
}

function textOf(expr: Expr): string {
  if (expr.fn === "input") return "xy"[expr.index];
  if (expr.fn === "constant") return show(expr.value);
  return `${expr.fn}(${expr.args.map(textOf).join(", ")})`;
}

forEachBackend(
  "every function is right at special values",
  async (backend) => {
    const isGpu = backend.name.includes("webgpu");
    // The reference has float64, whose range is another.
    if (backend.name.includes("reference")) return;
    const values = isGpu ? VALUES : [...VALUES, ...SUBNORMAL];
    await check(backend, ofInputs(() => true), values);
  },
  { onWebGPU: true },
);

forEachBackend(
  "every pair of functions in a kernel is right at special values",
  async (backend) => {
    const isGpu = backend.name.includes("webgpu");
    // The kernels of blas for this are those of wasm.
    const again = ["reference", "blas"];
    if (again.some((name) => backend.name.includes(name)) && !thorough()) {
      return;
    }
    // Compiling all pairs takes minutes in software, and those that are known alone take one.
    const wanted = webgpuIsSoftware && !thorough() ? FEW : KNOWN;
    const isWanted = (fn: string) => !isGpu || wanted.has(fn);
    await check(backend, pairs(isWanted), VALUES);
  },
  { onWebGPU: true },
);
