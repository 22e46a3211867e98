/** Random programs of whole numbers, which every backend has to compute exactly alike. */

import type { Backend, Buffer, Operand } from "../../../backends/backend.ts";
import { binary, constant, type Expr, input } from "../../../backends/expr.ts";
import {
  broadcast,
  contiguous,
  permute,
  type Shape,
  sizeOf,
  type View,
  window,
} from "../../../backends/view.ts";
import { generator } from "../../helpers/random.ts";
import { randomFormula } from "./random_formula.ts";

interface Value {
  readonly buffer: Buffer;
  readonly shape: Shape;
}

const SIZES = [1, 2, 3, 4];

/**
 * Runs the program of a seed; gives all that it has read. With `holds`, nothing is given back before the end. Where a backend
 * stores float16, a third of the memory is of that type.
 */
export async function runProgram(
  backend: Backend,
  seed: number,
  holds = false,
): Promise<number[][]> {
  const random = generator(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)];
  const values: Value[] = [];
  const results: number[][] = [], held: Value[] = [];

  const { hasFloat16 = false } = backend.traits ?? {};
  // Numbers that float16 has to round, where it is there.
  const unit = hasFloat16 ? 1 + 2 ** -11 : 1;
  const make = (shape: Shape, canBeNarrow = true): Value => {
    const isNarrow = hasFloat16 && canBeNarrow && random() < 1 / 3;
    const dtype = isNarrow ? "float16" : "float32";
    return { buffer: backend.alloc(sizeOf(shape), dtype), shape };
  };
  const keep = (value: Value): void => {
    values.push(value);
  };
  const giveBack = (value: Value): void => {
    if (holds) held.push(value);
    else backend.free(value.buffer);
  };
  const upload = (shape: Shape): void => {
    const value = make(shape);
    const length = sizeOf(shape);
    backend.write(
      value.buffer,
      Float64Array.from({ length }, () => (below(9) - 4) * unit),
    );
    keep(value);
  };
  const read = async (value: Value): Promise<void> => {
    const all = await backend.read(value.buffer, sizeOf(value.shape));
    results.push([...all].map((x) => x === 0 ? 0 : x));
  };
  /** A view of a value with a shape of the given rank that broadcasts to others, most of the time the value itself. */
  const look = (value: Value): View => {
    let view = contiguous(value.shape);
    if (random() < 0.2) {
      view = permute(view, view.shape.map((_, i) => view.shape.length - 1 - i));
    }
    if (random() < 0.2) {
      const size = view.shape.map((n) => 1 + below(n));
      const start = view.shape.map((n, i) => below(n - size[i] + 1));
      view = window(view, start, size);
    }
    if (random() < 0.2) {
      const flat = contiguous([sizeOf(value.shape)]);
      if (sizeOf(view.shape) === sizeOf(value.shape)) view = flat;
    }
    return view;
  };
  /** Operands that are broadcast to one shape. */
  const operands = (count: number): { shape: Shape; inputs: Operand[] } => {
    const first = pick(values), view = look(first);
    const inputs = [{ buffer: first.buffer, view }];
    const { shape } = view;
    for (let tries = 0; inputs.length < count && tries < 40; tries++) {
      const other = pick(values);
      try {
        const seen = broadcast(look(other), shape);
        inputs.push({ buffer: other.buffer, view: seen });
      } catch {
        // Another one may fit.
      }
    }
    return { shape, inputs };
  };
  const formula = (inputs: number): Expr => randomFormula(random, inputs);
  const map = (): void => {
    const { shape, inputs } = operands(1 + below(3));
    const outs = Array.from(
      { length: random() < 0.2 ? 2 : 1 },
      () => make(shape),
    );
    backend.elementwise(
      outs.map(() => formula(inputs.length)),
      inputs,
      outs.map((out) => ({ buffer: out.buffer, view: contiguous(shape) })),
    );
    outs.forEach(keep);
  };
  const fold = (): void => {
    const { shape, inputs } = operands(1 + below(2));
    const kept = shape.map((size) => random() < 0.5 ? 1 : size);
    const fn = pick(["sum", "max"] as const);
    // Folds of the same inputs, in one call or in several that may become one.
    for (let calls = 1 + below(2); calls > 0; calls--) {
      const outs = Array.from(
        { length: random() < 0.2 ? 2 : 1 },
        () => make(kept),
      );
      backend.reduce(
        fn,
        outs.map(() => formula(inputs.length)),
        inputs,
        outs.map((out) => ({ buffer: out.buffer, view: contiguous(kept) })),
      );
      outs.forEach(keep);
    }
  };
  const frame = (): void => {
    const inner = pick(values),
      outer = inner.shape.map((size) => size + below(2));
    const out = make(outer), view = contiguous(outer);
    const start = outer.map((size, i) => below(size - inner.shape[i] + 1));
    const hole = window(view, start, inner.shape);
    const { buffer } = out;
    backend.elementwise([constant(below(3))], [], [{ buffer, view }]);
    backend.elementwise(
      [formula(1)],
      [{ buffer: inner.buffer, view: contiguous(inner.shape) }],
      [{ buffer, view: hole }],
    );
    keep(out);
  };
  /** An epilogue over values that broadcast to a shape. */
  const epilogue = (shape: Shape) => {
    if (random() < 0.7) return undefined;
    const fitting = values.flatMap((value): Operand[] => {
      try {
        const view = broadcast(contiguous(value.shape), shape);
        return [{ buffer: value.buffer, view }];
      } catch {
        return [];
      }
    }).slice(-2);
    return { expr: formula(1 + fitting.length), operands: fitting };
  };
  const product = (): void => {
    const matrices = values.filter(({ shape }) => shape.length === 2);
    if (matrices.length === 0) return upload([pick(SIZES), pick(SIZES)]);
    const a = pick(matrices), [m, k] = a.shape;
    const b = matrices.find(({ shape }) => shape[0] === k);
    if (!b) return upload([k, pick(SIZES)]);
    const shape = [m, b.shape[1]], out = make(shape);
    const operand = ({ buffer, shape }: Value) => ({
      buffer,
      view: contiguous(shape),
    });
    backend.matmul(operand(a), operand(b), operand(out), epilogue(shape));
    if (random() < 0.3) overtake(a, out);
    else clamp(out);
  };
  /** Writes what a product reads before its result is read beside what was written. */
  const overtake = (factor: Value, result: Value): void => {
    const corner = window(
      contiguous(factor.shape),
      [0, 0],
      [1, 1 + below(factor.shape[1])],
    );
    const { buffer } = factor, { shape } = result;
    backend.elementwise([constant(below(5))], [], [{ buffer, view: corner }]);
    const one = window(corner, [0, 0], [1, 1]);
    const out = make(shape), view = contiguous(shape);
    backend.elementwise([formula(2)], [
      { buffer: result.buffer, view },
      { buffer, view: broadcast(one, shape) },
    ], [{ buffer: out.buffer, view }]);
    giveBack(result);
    keep(out);
  };
  const convolution = (): void => {
    const images = values.filter(({ shape }) => shape.length === 4);
    if (images.length === 0) return upload([2, 3, 3, 2]);
    const x = pick(images), [n, h, w, c] = x.shape;
    const geometry = {
      strides: [1, 1],
      dilations: [1, 1],
      padding: [1, 1],
    } as const;
    const kernel = make([3, 3, c, c]),
      view = contiguous(kernel.shape),
      taps = Float64Array.from({ length: 9 * c * c }, () => below(3) - 1);
    backend.write(kernel.buffer, taps);
    const shape = [n, h, w, c], out = make(shape);
    const all = [
      { buffer: x.buffer, view: contiguous(x.shape) },
      { buffer: kernel.buffer, view },
      { buffer: out.buffer, view: contiguous(shape) },
    ] as const;
    if (random() < 0.5) backend.conv2d(...all, geometry, epilogue(shape));
    else backend.conv2dInputGrad(...all, geometry, epilogue(shape));
    backend.free(kernel.buffer);
    clamp(out);
  };
  /** Brings back what has grown, beside it or in its place. */
  const clamp = (grown: Value): void => {
    const { buffer, shape } = grown;
    const to = random() < 0.5 ? [sizeOf(shape)] : shape;
    const out = make(to), view = contiguous(to);
    const inputs = [{ buffer, view }];
    const fitting = values.filter(({ shape }) => `${shape}` === `${to}`);
    for (const other of fitting.slice(-1)) {
      inputs.push({ buffer: other.buffer, view });
    }
    backend.elementwise([formula(inputs.length)], inputs, [
      { buffer: out.buffer, view },
    ]);
    keep(out);
    if (random() < 0.6) giveBack(grown);
    else keep(grown);
  };
  const overwrite = (): void => {
    const { buffer, shape } = pick(values);
    const length = 1 + below(sizeOf(shape));
    backend.write(buffer, Float64Array.from({ length }, () => below(5)));
  };
  const draw = (): void => {
    const out = make([pick(SIZES), pick(SIZES)], false);
    const view = contiguous(out.shape);
    backend.random([seed, 1], 0, { buffer: out.buffer, view });
    const half = make(out.shape);
    backend.elementwise([binary("greater", input(0), constant(0.5))], [
      { buffer: out.buffer, view },
    ], [{ buffer: half.buffer, view }]);
    backend.free(out.buffer);
    keep(half);
  };
  /** Writes part of what others may have read. */
  const rewrite = (): void => {
    const { buffer, shape } = pick(values);
    const size = shape.map((n) => 1 + below(n));
    const start = shape.map((n, i) => below(n - size[i] + 1));
    const view = window(contiguous(shape), start, size);
    const [source] = values.filter((value) => value.shape.length === 1);
    const inputs = source && source.buffer !== buffer
      ? [{
        buffer: source.buffer,
        view: broadcast(contiguous([1]), size),
      }]
      : [];
    const formulas = [inputs.length > 0 ? formula(1) : constant(below(5))];
    backend.elementwise(formulas, inputs, [{ buffer, view }]);
  };
  const drop = (): void => {
    if (values.length < 4) return;
    giveBack(values.splice(below(values.length), 1)[0]);
  };

  upload([pick(SIZES), pick(SIZES)]);
  upload([pick(SIZES)]);
  if (random() < 0.4) upload([2, 3, 3, 2]);
  const kinds = [
    ...[map, map, map, map, map, map, fold, fold, product, convolution],
    ...[frame, rewrite, draw, drop, drop, drop, drop],
  ];
  for (let i = 0; i < 40; i++) {
    pick(kinds)();
    if (values.length > 10) drop();
    if (random() < 0.02) overwrite();
    if (random() < 0.02) await read(pick(values));
    if (random() < 0.02) backend.flush();
  }
  for (const value of [...values, ...held]) await read(value);
  for (const { buffer } of [...values, ...held]) backend.free(buffer);
  return results;
}
