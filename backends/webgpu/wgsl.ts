/** Programs as WGSL. */

import type { BinaryFn, UnaryFn } from "../expr.ts";
import type { PreparedStep } from "../prepare.ts";
import { EXP } from "./math/exp.ts";
import { FLOAT, floatLiteral } from "./math/float.ts";
import { definitionsOf, type Library } from "./math/library.ts";
import { LOG } from "./math/log.ts";
import { POW } from "./math/pow.ts";
import { SATURATING } from "./math/saturating.ts";
import { SIN } from "./math/sin.ts";

const LIBRARY: Library = {
  ...FLOAT,
  ...EXP,
  ...LOG,
  ...SIN,
  ...SATURATING,
  ...POW,
};

/** Each function as an expression of its operands; names with an inner capital are functions of the library. */
const FUNCTIONS: Readonly<
  Record<UnaryFn | BinaryFn | "where", (...args: string[]) => string>
> = {
  neg: (x) => `-${x}`,
  abs: (x) => `abs(${x})`,
  sign: (x) => `signOf(${x})`,
  floor: (x) => `floor(${x})`,
  ceil: (x) => `ceil(${x})`,
  round: (x) => `round(${x})`,
  sqrt: (x) => `sqrt(${x})`,
  exp: (x) => `expOf(${x})`,
  expm1: (x) => `expm1Of(${x})`,
  log: (x) => `logOf(${x})`,
  log1p: (x) => `log1pOf(${x})`,
  sin: (x) => `sinOf(${x})`,
  cos: (x) => `cosOf(${x})`,
  tanh: (x) => `tanhOf(${x})`,
  erf: (x) => `erfOf(${x})`,
  float16: (x) => `float16Of(${x})`,
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  pow: (a, b) => `powOf(${a}, ${b})`,
  maximum: (a, b) => `maxOf(${a}, ${b})`,
  minimum: (a, b) => `minOf(${a}, ${b})`,
  greater: (a, b) => `select(0.0, 1.0, ${a} > ${b})`,
  greaterEqual: (a, b) => `select(0.0, 1.0, ${a} >= ${b})`,
  equal: (a, b) => `select(0.0, 1.0, ${a} == ${b})`,
  where: (condition, a, b) => `select(${b}, ${a}, isTrue(${condition}))`,
};

/**
 * Functions that compilers simplify by rules of real numbers: x - x to 0, (x + y) - x to y, sqrt(x) sqrt(x) to |x|. The
 * rules do not hold for infinities and NaN.
 */
const ARITHMETIC = new Set<string>([
  ...["neg", "abs", "floor", "ceil", "round", "sqrt"],
  ...["add", "sub", "mul", "div", "greater", "greaterEqual", "equal"],
]);

/** Functions of the library, whose arithmetic must not be simplified together with that of their operand. */
const COMPOSED = new Set<string>([
  ...["exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "erf", "pow"],
]);

/** A program from `toProgram`, or from `prepare`, whose numbers are parameters. */
export interface WgslSource {
  /** The steps. */
  readonly steps: readonly PreparedStep[];
  /** For each expression, the step that is its value. */
  readonly results: readonly number[];
}

/** What a program is called in WGSL. */
export interface WgslNames {
  /** An expression of type f32 for each input. */
  readonly input: (index: number) => string;
  /** An expression of type f32 for each parameter. */
  readonly parameter?: (index: number) => string;
  /** An expression of type u32 that is 0, which compilers cannot know. */
  readonly nothing: string;
  /** What the names of its variables begin with. */
  readonly prefix?: string;
}

/** A program in WGSL. */
export interface WgslProgram {
  /** `let` statements, in order. */
  readonly statements: string;
  /** For each expression, the name of its value. */
  readonly results: readonly string[];
  /** Names of the functions that the statements call; {@linkcode wgslFunctions} has their text. */
  readonly functions: readonly string[];
}

/** A program as statements, for the middle of a function. */
export function programToWgsl(
  { steps, results }: WgslSource,
  { input, parameter = String, nothing, prefix = "v" }: WgslNames,
): WgslProgram {
  const valueOf = (step: PreparedStep): string => {
    if (step.fn === "input") return input(step.index);
    if (step.fn === "parameter") return parameter(step.index);
    if (step.fn === "constant") return floatLiteral(step.value);
    if (step.fn === "pow" && isTwo(steps[step.args[1]])) {
      const x = `${prefix}${step.args[0]}`;
      return `unknown(${x}, ${nothing}) * another(${x}, ${nothing})`;
    }
    const args = step.args.map((arg) => `${prefix}${arg}`);
    // Compilers see each arithmetic step alone and have nothing to simplify: results are those of IEEE 754, the same
    // whether an operand comes from memory or from the step before.
    const hidden = step.args.map((arg, i) => {
      const isArithmetic = ARITHMETIC.has(step.fn);
      if (!isArithmetic && !COMPOSED.has(step.fn)) return args[i];
      if (isArithmetic && step.args.indexOf(arg) < i) {
        return `another(${args[i]}, ${nothing})`;
      }
      const isOpen = "args" in steps[arg] || isSpecial(steps[arg]);
      return isOpen ? `unknown(${args[i]}, ${nothing})` : args[i];
    });
    return FUNCTIONS[step.fn](...hidden);
  };
  const statements = steps.map((step, i) =>
    `  let ${prefix}${i}: f32 = ${valueOf(step)};\n`
  ).join("");
  const called = statements.matchAll(/\b(\w+)\(/g);
  const names = new Set(
    [...called].flatMap(([, name]) => Object.hasOwn(LIBRARY, name) ? name : []),
  );
  return {
    statements,
    results: results.map((step) => `${prefix}${step}`),
    functions: [...names],
  };
}

/** Whether compilers have rules about a literal that do not hold for all numbers. */
function isSpecial(step: PreparedStep): boolean {
  return step.fn === "constant" &&
    (step.value === 0 || !Number.isFinite(step.value));
}

function isTwo(step: PreparedStep): boolean {
  return step.fn === "constant" && step.value === 2;
}

/** The text of functions of the library, by name, with all that they use: each once in a shader. */
export function wgslFunctions(names: Iterable<string>): string {
  return definitionsOf(LIBRARY, new Set(names));
}
