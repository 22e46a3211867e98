/** Turns prepared expressions into code for four elements at once. */

import type { BinaryFn, UnaryFn } from "../../expr.ts";
import type { Prepared, PreparedStep } from "../../prepare.ts";
import {
  f32x4,
  FunctionBuilder,
  type Local,
  type ModuleBuilder,
  v128,
  type Value,
} from "../assembler/mod.ts";
import { Constants } from "../math/constants.ts";
import { erf } from "../math/erf.ts";
import { float16 } from "../math/float16.ts";
import { exp, expm1 } from "../math/exp.ts";
import { LaneCode } from "../math/lanes.ts";
import { log, log1p } from "../math/log.ts";
import { powOf } from "../math/pow.ts";
import { cos, sin } from "../math/sin.ts";
import { tanh } from "../math/tanh.ts";
import { isPerLane, PerLane, type PerLaneFn } from "./per_lane.ts";

type Vector = Local<"v128">;

/** Comparisons, which give masks. */
const COMPARISONS = {
  greater: f32x4.gt,
  greaterEqual: f32x4.ge,
  equal: f32x4.eq,
};

const UNARY: Readonly<
  Record<
    Exclude<UnaryFn, PerLaneFn>,
    (code: LaneCode, x: Vector) => Value<"v128">
  >
> = {
  neg: (_, x) => f32x4.neg(x),
  abs: (_, x) => f32x4.abs(x),
  sign,
  floor: (_, x) => f32x4.floor(x),
  ceil: (_, x) => f32x4.ceil(x),
  round: (_, x) => f32x4.nearest(x),
  sqrt: (_, x) => f32x4.sqrt(x),
  exp,
  expm1,
  log,
  log1p,
  tanh,
  erf,
  float16,
};

const BINARY: Readonly<
  Record<
    Exclude<BinaryFn, PerLaneFn | keyof typeof COMPARISONS>,
    (a: Vector, b: Vector) => Value<"v128">
  >
> = {
  add: f32x4.add,
  sub: f32x4.sub,
  mul: f32x4.mul,
  div: f32x4.div,
  maximum: f32x4.max,
  minimum: f32x4.min,
};

/** Functions that need `Math` for large numbers only. */
const WAVES = { sin, cos };

/** Steps that take long enough to hide what a loop costs. */
const SLOW = new Set<string>([
  ...["exp", "expm1", "log", "log1p", "tanh", "erf"],
  ...["sin", "cos", "pow"],
]);

/** Roughly the simple steps that a thread takes in a microsecond. */
const STEPS_PER_MICROSECOND = 5000;

/** Roughly the microseconds that the steps of an element take on one thread. */
export function workOfSteps({ steps }: Prepared): number {
  const simple = steps.reduce(
    (sum, { fn }) => sum + (isPerLane(fn) ? 100 : SLOW.has(fn) ? 10 : 1),
    0,
  );
  return simple / STEPS_PER_MICROSECOND;
}

/** Reads an input. */
export type Reader = (input: number) => Vector;

/** Uses the result of an expression, for one of those side by side. */
export type UseResult = (expr: number, ahead: number, result: Vector) => void;

/** The expressions of four elements, as far as they have been evaluated. */
interface Evaluation {
  readonly read: Reader;
  readonly parameters: readonly Vector[];
  /** The value of each step. */
  readonly values: Vector[];
  /** The masks of comparisons. */
  readonly masks: Map<number, Vector>;
}

/** Values of steps, by their numbers. */
export type KnownSteps = ReadonlyMap<number, Vector>;

const NONE: KnownSteps = new Map();

/** The code of one kernel's expressions; it can be emitted into several functions of the module. */
export class VectorExpressions {
  readonly #prepared: Prepared;
  readonly #perLane: PerLane;
  readonly #constants = new Constants();
  readonly #options: { hasRelaxedMadd: boolean };

  /** Adds what the expressions need to a module in which nothing has been defined yet. */
  constructor(
    module: ModuleBuilder,
    prepared: Prepared,
    options: { hasRelaxedMadd: boolean },
  ) {
    this.#prepared = prepared;
    this.#options = options;
    const fns = prepared.steps.map((step) => step.fn).filter(isPerLane);
    this.#perLane = new PerLane(module, fns);
  }

  /** Whether evaluating four elements takes only a few instructions. */
  get isQuick(): boolean {
    const { steps } = this.#prepared;
    return steps.length <= 24 && !steps.some((step) => SLOW.has(step.fn));
  }

  /** Prepares a function; to be called before its loops. */
  begin(f: FunctionBuilder): void {
    const { parameters } = this.#prepared;
    const trial = new FunctionBuilder([]);
    const any = (): Vector => trial.local("v128");
    // Once for nothing, to find out which constants the code asks for.
    this.emit(trial, [any], parameters.map(any), () => {});
    this.#constants.define(f);
  }

  /**
   * Adds code to `f`, of which `begin` knows, for each of `reads`: step by step, all of them side by side. Each reads an input
   * once, where it is first needed, and results are used when they are there: else there would not be registers enough.
   */
  emit(
    f: FunctionBuilder,
    reads: readonly Reader[],
    parameters: readonly Vector[],
    use: UseResult,
    known: KnownSteps = NONE,
  ): void {
    const code = new LaneCode(f, this.#constants, this.#options);
    const { steps, results } = this.#prepared;
    const all = reads.map((read): Evaluation => ({
      read,
      parameters,
      values: [],
      masks: new Map(),
    }));
    for (const [number, step] of steps.entries()) {
      for (const [ahead, { values, masks, ...from }] of all.entries()) {
        const mask = maskOf(step, values, masks);
        if (mask) masks.set(number, code.keep(mask));
        const value = known.get(number) ??
          this.#emitStep(code, number, { values, masks, ...from });
        values.push(value);
        results.forEach((result, j) => {
          if (result === number) use(j, ahead, value);
        });
      }
    }
  }

  /** Adds code for the steps that take nothing but inputs that are the same for all of a row, from which `emit` goes on. */
  emitOnce(
    f: FunctionBuilder,
    isSame: (input: number) => boolean,
    from: Pick<Evaluation, "read" | "parameters">,
  ): KnownSteps {
    const code = new LaneCode(f, this.#constants, this.#options);
    const values: Vector[] = [], masks = new Map<number, Vector>();
    for (const [number, step] of this.#prepared.steps.entries()) {
      const isKnown = step.fn === "input"
        ? isSame(step.index)
        : !("args" in step) || (!isComparison(step) &&
          step.args.every((arg) => values[arg] !== undefined));
      if (!isKnown) continue;
      values[number] = this.#emitStep(code, number, { ...from, values, masks });
    }
    return new Map(Object.entries(values).map(([i, value]) => [+i, value]));
  }

  #emitStep(
    code: LaneCode,
    number: number,
    { read, parameters, values, masks }: Evaluation,
  ): Vector {
    const step = this.#prepared.steps[number];
    if (step.fn === "input") return read(step.index);
    if (step.fn === "parameter") return parameters[step.index];
    if (step.fn === "constant") {
      return code.keep(code.float(step.value));
    }
    const args = step.args.map((arg) => values[arg]);
    if (step.fn === "where") {
      if (this.#isLarger(step.args)) {
        return code.keep(f32x4.pmax(args[2], args[1]));
      }
      const mask = masks.get(step.args[0]) ?? f32x4.ne(args[0], code.float(0));
      return code.keep(code.select(args[1], args[2], mask));
    }
    const mask = masks.get(number);
    if (mask) return code.keep(v128.and(mask, code.float(1)));
    return code.keep(this.#apply(code, step, args));
  }

  #apply(
    code: LaneCode,
    step: PreparedStep & { args: readonly number[] },
    args: readonly Vector[],
  ): Value<"v128"> {
    const [a, b] = args;
    const constant = step.args.map((arg) => this.#constantAt(arg));
    // The square of a float32 is exact in float64, so both round alike.
    if (step.fn === "pow" && constant[1] === 2) return f32x4.mul(a, a);
    if (isPerLane(step.fn)) {
      const exact = this.#perLane.call(step.fn, ...args);
      return step.fn === "pow"
        ? powOf(code, a, b, exact)
        : WAVES[step.fn](code, a, exact);
    }
    if (step.fn === "maximum" || step.fn === "minimum") {
      // pmax and pmin are one instruction, and right unless their second operand is NaN.
      const quick = step.fn === "maximum" ? f32x4.pmax : f32x4.pmin;
      if (!isNaN(constant[1])) return quick(a, b);
      // Of 0 and -0 they give the first, so operands of which one may be the other keep their order.
      if (!isNaN(constant[0]) && constant[0] !== 0) return quick(b, a);
      // They give a where that is NaN; where b is, all bits set are a NaN too. That is half of what max and min take.
      return v128.or(quick(a, b), f32x4.ne(b, b));
    }
    if (step.fn in UNARY) return UNARY[step.fn as keyof typeof UNARY](code, a);
    return BINARY[step.fn as keyof typeof BINARY](a, b);
  }

  /** Whether `where` of these steps is the second where it is larger than the third, else the third, NaN or not. */
  #isLarger([test, a, b]: readonly number[]): boolean {
    const step = this.#prepared.steps[test];
    return step.fn === "greater" && step.args[0] === a && step.args[1] === b;
  }

  /** The number that a step is, or NaN. */
  #constantAt(number: number): number {
    const step = this.#prepared.steps[number];
    return step.fn === "constant" ? step.value : NaN;
  }
}

/** All ones where a step is 1, if it is one that is either 1 or 0: a comparison, or a product of such. */
function maskOf(
  step: PreparedStep,
  values: readonly Vector[],
  masks: ReadonlyMap<number, Vector>,
): Value<"v128"> | undefined {
  if (isComparison(step)) {
    const [a, b] = step.args.map((arg) => values[arg]);
    return COMPARISONS[step.fn](a, b);
  }
  if (step.fn !== "mul") return undefined;
  const [a, b] = step.args.map((arg) => masks.get(arg));
  return a && b && v128.and(a, b);
}

function isComparison(
  step: PreparedStep,
): step is PreparedStep & {
  fn: keyof typeof COMPARISONS;
  args: readonly number[];
} {
  return step.fn in COMPARISONS;
}

/** 1 with the sign of x; x itself where it is 0 or NaN. */
function sign(code: LaneCode, x: Vector): Value<"v128"> {
  const zero = code.float(0);
  const one = v128.or(code.signOf(x), code.float(1));
  const isNumber = v128.or(f32x4.lt(x, zero), f32x4.gt(x, zero));
  return v128.bitselect(one, x, isNumber);
}
