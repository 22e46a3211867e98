/** The micro-kernel of the GEMM. */

import {
  f32x4,
  type Func,
  type FunctionBuilder,
  i32,
  type Local,
  type Locals,
  madd,
  minU,
  type ModuleBuilder,
  v128,
  type Value,
} from "../../assembler/mod.ts";
import { FLOAT_BYTES, VECTOR_BYTES, WORD_BYTES } from "../../sizes.ts";
import { PANEL_ROW_BYTES } from "./tile.ts";

/** Steps of the depth that the micro-kernel takes at a time, so that counting them costs little. */
const STEPS = 2;

/** The parameters of a strip: tiles of C, one below the other, that share a panel of B. */
const STRIP = {
  tiles: "size",
  depth: "size",
  /** A, or its rows of this strip if it is packed. */
  a: "pointer",
  /** If it is not: the offsets of its rows, the first of its runs, what of that one comes before, and how long runs are. */
  aRows: "pointer",
  runs: "pointer",
  within: "size",
  runLength: "size",
  b: "pointer",
  panelBytes: "size",
  rowBytes: "size",
  c: "pointer",
  /** The offsets of the rows of C. */
  cRows: "pointer",
  accumulate: "size",
} as const;
/** Multiplies a strip. */
export type StripFunc = Func<"void", typeof STRIP>;
type Params = Locals<typeof STRIP>;

/** How a strip is multiplied. */
export interface StripOptions {
  /** Rows of a tile. */
  readonly rows: number;
  /** Panels of B that it is wide. */
  readonly panels: number;
  /** Vectors of each panel: two, or one for the narrow end of B. */
  readonly vectors: number;
  /** Whether A is packed (see pack.ts), or read where it is. */
  readonly packed: boolean;
  readonly relaxedMadd: boolean;
}

/**
 * The micro-kernel: tiles of sums over A and packed B. Every factor of A is loaded into all lanes at once; shuffles would
 * take the units that multiply.
 */
export function defineStrip(
  module: ModuleBuilder,
  { rows, panels, vectors, packed, relaxedMadd }: StripOptions,
): StripFunc {
  return module.define({ params: STRIP }, (f, p) => {
    const { tiles, depth, a, b, panelBytes, rowBytes, accumulate } = p;
    const from = Array.from({ length: panels }, () => f.address());
    const right = from.flatMap((panel) =>
      Array.from({ length: vectors }, (_, i) => ({
        ...{ panel, offset: i * VECTOR_BYTES, value: f.local("v128") },
      }))
    );
    const sums = Array.from(
      { length: rows },
      () => right.map(() => f.local("v128")),
    );
    const factor = f.local("v128");
    /** Adds the products of one step of the depth, whose factors of A are where `left` says. */
    const step = (left: (row: number) => Value<"v128">): void => {
      right.forEach(({ panel, offset, value }) =>
        f.set(value, v128.load(panel, offset))
      );
      sums.forEach((row, m) => {
        f.set(factor, left(m));
        row.forEach((sum, i) =>
          f.set(sum, madd(factor, right[i].value, sum, relaxedMadd))
        );
      });
      from.forEach((panel) => f.increase(panel, rowBytes));
    };
    const sumUp = packed
      ? () => overPanel(f, a, depth, rows, step)
      : () => overRuns(f, p, rows, step);
    f.while(tiles, () => {
      from.forEach((panel, i) =>
        f.set(panel, i === 0 ? b : i32.add(b, i32.mul(panelBytes, i)))
      );
      sums.forEach((row) => row.forEach((sum) => f.set(sum, f32x4.splat(0))));
      sumUp();
      sums.forEach((row, m) => {
        const to = f.address(
          i32.add(p.c, i32.load(p.cRows, m * WORD_BYTES)),
        );
        const places = row.map((sum, i) => {
          const panel = Math.floor(i / vectors);
          const offset = panel * PANEL_ROW_BYTES + i % vectors * VECTOR_BYTES;
          return { sum, offset };
        });
        f.if(
          accumulate,
          () =>
            places.forEach(({ sum, offset }) =>
              f.set(sum, f32x4.add(sum, v128.load(to, offset)))
            ),
        );
        places.forEach(({ sum, offset }) => f.do(v128.store(to, sum, offset)));
      });
      f.increase(p.cRows, rows * WORD_BYTES);
      f.increase(p.aRows, rows * WORD_BYTES);
      f.increase(tiles, -1);
    });
  });
}

type Step = (left: (row: number) => Value<"v128">) => void;

/** Sums over a packed panel of A, behind which it ends. */
function overPanel(
  f: FunctionBuilder,
  a: Local<"i32">,
  depth: Local<"i32">,
  rows: number,
  step: Step,
): void {
  const n = f.local("i32", depth);
  inSteps(f, n, (steps) => {
    for (let i = 0; i < steps; i++) {
      step((m) => v128.load32Splat(a, (i * rows + m) * FLOAT_BYTES));
    }
    f.increase(a, steps * rows * FLOAT_BYTES);
  });
}

/** Sums over the runs of rows of A. */
function overRuns(
  f: FunctionBuilder,
  { a, aRows, runs, within, runLength, depth }: Params,
  rows: number,
  step: Step,
): void {
  const bases = Array.from(
    { length: rows },
    (_, m) => f.address(i32.add(a, i32.load(aRows, m * WORD_BYTES))),
  );
  const at = bases.map(() => f.address());
  const left = f.local("i32", depth), n = f.local("i32");
  const run = f.address(runs), before = f.local("i32", within);
  f.while(left, () => {
    const start = f.local("i32", i32.load(run));
    f.set(start, i32.add(start, i32.mul(before, FLOAT_BYTES)));
    at.forEach((p, m) => f.set(p, i32.add(bases[m], start)));
    f.set(n, minU(i32.sub(runLength, before), left));
    f.set(left, i32.sub(left, n));
    inSteps(f, n, (steps) => {
      for (let i = 0; i < steps; i++) {
        step((m) => v128.load32Splat(at[m], i * FLOAT_BYTES));
      }
      at.forEach((p) => f.increase(p, steps * FLOAT_BYTES));
    });
    f.increase(run, WORD_BYTES);
    f.set(before, 0);
  });
}

/** Counts down to 0, by several steps at a time as long as there are so many. */
function inSteps(
  f: FunctionBuilder,
  count: Local<"i32">,
  body: (steps: number) => void,
): void {
  for (const steps of [STEPS, 1]) {
    f.while(i32.geU(count, steps), () => {
      body(steps);
      f.increase(count, -steps);
    });
  }
}
