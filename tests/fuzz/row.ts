/** What random programs are made of: for each op, when it can be called and with what. */

import type * as dg from "@decograd/decograd";

/** Whole numbers, choices and chances that follow from a seed. */
export interface Random {
  /** A number in [0, 1). */
  readonly chance: () => number;
  /** A whole number from 0 up to, but without, `n`. */
  readonly below: (n: number) => number;
  /** One of them. */
  readonly pick: <T>(from: readonly T[]) => T;
}

/** What is said of a call beside its tensors: plain data, so that it can be printed. */
export type Attrs = readonly unknown[];

/** A call to be: the numbers of the values that it takes, and the rest. */
export interface Proposal {
  readonly args: readonly number[];
  readonly attrs: Attrs;
}

/** An op. */
export interface Row {
  /** A call of it on some of the values of these shapes, or undefined if this time none fits. */
  readonly propose: (
    shapes: readonly (readonly number[])[],
    random: Random,
  ) => Proposal | undefined;
  /** Calls it. */
  readonly call: (args: readonly dg.Tensor[], attrs: Attrs) => dg.Tensor;
  /** The call as code. */
  readonly print: (args: readonly string[], attrs: Attrs) => string;
  /** Whether small changes of what it takes change little. */
  readonly isSmooth: boolean;
}

/** The public names that a table of rows calls, and the rows. */
export type Rows = Readonly<Record<string, Row>>;

/** Choices that follow from numbers in [0, 1). */
export function choices(chance: () => number): Random {
  const below = (n: number): number => Math.floor(chance() * n);
  return { chance, below, pick: (from) => from[below(from.length)] };
}

/** A value of which something holds. */
export function find(
  shapes: readonly (readonly number[])[],
  random: Random,
  holds: (shape: readonly number[]) => boolean = () => true,
): number | undefined {
  const fitting = shapes.flatMap((shape, i) => holds(shape) ? [i] : []);
  // Late ones more often, so that programs are deep.
  const from = random.chance() < 0.5 ? fitting.slice(-3) : fitting;
  return from.length > 0 ? random.pick(from) : undefined;
}

/** A row of a function of one tensor and plain data, by what they are called with. */
export function row(
  name: string,
  call: (x: dg.Tensor, ...attrs: never[]) => dg.Tensor,
  { attrs = () => [], fits = () => true, isSmooth = true, code }: {
    attrs?: (shape: readonly number[], random: Random) => Attrs | undefined;
    fits?: (shape: readonly number[]) => boolean;
    isSmooth?: boolean;
    code?: (x: string, ...attrs: string[]) => string;
  } = {},
): Row {
  return {
    propose(shapes, random) {
      const x = find(shapes, random, fits);
      if (x === undefined) return undefined;
      const own = attrs(shapes[x], random);
      return own && { args: [x], attrs: own };
    },
    call: ([x], attrs) => Reflect.apply(call, undefined, [x, ...attrs]),
    print: ([x], attrs) => {
      const texts = attrs.map(show);
      return code ? code(x, ...texts) : `dg.${name}(${[x, ...texts]})`;
    },
    isSmooth,
  };
}

/** Plain data as code. */
export function show(data: unknown): string {
  return JSON.stringify(data);
}
