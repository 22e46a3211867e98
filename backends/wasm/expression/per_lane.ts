/** Functions that are computed lane by lane, in float64, by `Math`. */

import {
  type Arg,
  call,
  f32,
  f32x4,
  f64,
  type Func,
  type MathFunc,
  type MathName,
  type ModuleBuilder,
  v128,
  type Value,
} from "../assembler/mod.ts";

/** The functions, and how many operands each has. */
const ARITY = { sin: 1, cos: 1, pow: 2 } as const satisfies Partial<
  Record<MathName, number>
>;
/** A function that `Math` computes. */
export type PerLaneFn = keyof typeof ARITY;

type LaneFunc = Func<"v128", readonly "v128"[]>;

/** Whether a function is computed by `Math`. */
export function isPerLane(fn: string): fn is PerLaneFn {
  return Object.hasOwn(ARITY, fn);
}

/** The functions that a module needs, as functions of that module. */
export class PerLane {
  readonly #funcs = new Map<PerLaneFn, LaneFunc>();

  /** Imports and defines them; nothing else may have been defined yet. */
  constructor(module: ModuleBuilder, fns: Iterable<PerLaneFn>) {
    const needed = [...new Set(fns)];
    const imports = needed.map((fn) => module.importMath(fn, ARITY[fn]));
    needed.forEach((fn, i) =>
      this.#funcs.set(fn, define(module, imports[i], ARITY[fn]))
    );
  }

  /** A call of one of them. */
  call(fn: PerLaneFn, ...args: Arg<"v128">[]): Value<"v128"> {
    return call(this.#funcs.get(fn)!, args);
  }
}

function define(
  module: ModuleBuilder,
  math: MathFunc,
  arity: number,
): LaneFunc {
  const params = Array<"v128">(arity).fill("v128");
  return module.define({ params, result: "v128" }, (f, args) => {
    const result = f.local("v128");
    for (const lane of [0, 1, 2, 3]) {
      const scalars = args.map((x) =>
        f64.promoteF32(f32x4.extractLane(x, lane))
      );
      const value = f32.demoteF64(call(math, scalars));
      f.set(result, f32x4.replaceLane(result, lane, value));
    }
    f.return(v128.or(result, result));
  });
}
