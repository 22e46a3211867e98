/** Ops that put elements elsewhere in ONNX. */

import { type Emission, Unsayable, type Value } from "../emission.ts";
import { TYPES } from "../model.ts";
import { plainOrder } from "../order.ts";
import { axesOf, placesOf } from "./axes.ts";
import { concatenated } from "./merging.ts";
import { type EmitOps, operand } from "./operand.ts";
import { along } from "./reductions.ts";
import { END, padded, permuted, sliced } from "./reshaping.ts";
import { asImages } from "./windows.ts";

/** A node that changes the rank of a value, whose axes lie as they are counted. */
function ranked(
  to: Emission,
  op: string,
  given: unknown,
  rank: number,
  ...others: readonly string[]
): Value {
  const x = to.plain(operand(to, given));
  return { ...to.map(op, x, {}, ...others), order: plainOrder(rank) };
}

function rankOf(to: Emission, given: unknown): number {
  return operand(to, given).order.length;
}

/** What lies at an index: places, ranges, and what is taken whole. */
function at(to: Emission, given: unknown, index: readonly unknown[]): Value {
  const x = to.plain(operand(to, given));
  const bounds = index.flatMap((one, axis) => {
    if (one === null) return [];
    const [from, end = END] = typeof one === "number"
      ? [one, one === -1 ? END : one + 1]
      : one as [number, number?];
    return [{ axis, from, end }];
  });
  const part = bounds.length === 0 ? x : sliced(
    to,
    x,
    bounds.map(({ axis }) => axis),
    bounds.map(({ from }) => from),
    bounds.map(({ end }) => end),
  );
  const single = bounds.map(({ axis }) => axis)
    .filter((axis) => typeof index[axis] === "number");
  if (single.length === 0) return part;
  const rank = x.order.length - single.length;
  return ranked(to, "Squeeze", part, rank, to.ints(single));
}

function flipped(to: Emission, given: unknown, axis: unknown): Value {
  const x = operand(to, given);
  const axes = axis === undefined || axis === null
    ? plainOrder(x.order.length)
    : axesOf(x, [axis].flat() as number[]);
  const lists = [
    axes.map(() => -1),
    axes.map(() => -END),
    placesOf(x, axes),
    axes.map(() => -1),
  ];
  return to.map("Slice", x, {}, ...lists.map((list) => to.ints(list)));
}

function splitted(
  to: Emission,
  given: unknown,
  parts: unknown,
  axis: number,
): Value[] {
  const x = operand(to, given);
  const [place] = placesOf(x, [axis]);
  const attributes = { axis: { int: place } };
  if (typeof parts === "number") {
    const count = { num_outputs: { int: parts } };
    return to.node("Split", [x.name], { ...attributes, ...count }, parts)
      .map((name) => ({ ...x, name }));
  }
  const sizes = [...parts as number[]];
  const open = sizes.indexOf(-1), size = x.shape[axesOf(x, [axis])[0]];
  if (open >= 0) {
    if (size === null) throw new Unsayable("a part of a size not known");
    sizes[open] = size - sizes.reduce((a, b) => a + b, 1);
  }
  const inputs = [x.name, to.ints(sizes)];
  return to.node("Split", inputs, attributes, sizes.length)
    .map((name) => ({ ...x, name }));
}

/** Ops that put elements elsewhere. */
export const REARRANGING: EmitOps = {
  at: (to, [x, ...index]) => at(to, x, index),
  broadcastTo: (to, [x, shape]) => {
    const sizes = shape as number[];
    return ranked(to, "Expand", x, sizes.length, to.ints(sizes));
  },
  concat: (to, [list, axis = -1]) => {
    const [first, ...others] = (list as unknown[]).map((one) =>
      operand(to, one)
    );
    return concatenated(to, [first, ...others], axis as number);
  },
  depthToSpace: (to, [x, size]) =>
    to.map("DepthToSpace", asImages(to, operand(to, x), "channels_last"), {
      blocksize: { int: size as number },
    }),
  einsum: (to, [equation, ...inputs]) => {
    const text = `${equation}`.replaceAll(" ", "");
    if (!text.includes("->")) throw new Unsayable("an einsum without an arrow");
    const names = inputs.map((one) => to.plain(operand(to, one)).name);
    const [name] = to.node("Einsum", names, { equation: { text } });
    const rank = text.length - text.indexOf("->") - 2;
    return { name, shape: [], order: plainOrder(rank) };
  },
  expandDims: (to, [x, axis]) => {
    const rank = rankOf(to, x) + 1;
    const place = (axis as number) < 0 ? axis as number + rank : axis as number;
    return ranked(to, "Unsqueeze", x, rank, to.ints([place]));
  },
  flip: (to, [x, axis]) => flipped(to, x, axis),
  matmul: (to, [a, b]) => {
    const [left, right] = [a, b].map((one) => to.plain(operand(to, one)));
    const rank = Math.max(left.order.length, right.order.length);
    return ranked(to, "MatMul", left, rank, right.name);
  },
  oneHot: (to, [x, depth]) => {
    const rank = rankOf(to, x) + 1;
    const apart = ranked(to, "Unsqueeze", x, rank, to.ints([rank - 1]));
    const classes = Array.from({ length: depth as number }, (_, i) => i);
    const is = to.map("Equal", apart, {}, to.floats(classes));
    return to.map("Cast", is, { to: { int: TYPES.float32 } });
  },
  pad: (to, [given, widths, value = 0]) => {
    const x = operand(to, given), pairs = widths as [number, number][];
    const mode = typeof value === "number" ? "constant" : value as string;
    if (mode === "symmetric") throw new Unsayable(`pad by "symmetric"`);
    const fill = typeof value === "number" && value !== 0 ? value : null;
    return padded(to, x, plainOrder(x.order.length), pairs, { mode, fill });
  },
  reshape: (to, [x, shape]) => {
    const sizes = shape as number[];
    if (sizes.includes(0)) throw new Unsayable("a shape with 0");
    return ranked(to, "Reshape", x, sizes.length, to.ints(sizes));
  },
  roll: (to, [given, shift, options]) => {
    const { axis } = (options ?? {}) as { axis?: number };
    const { x, place, axis: own } = along(to, given, axis);
    const size = x.shape[own];
    if (axis === undefined || size === null || size === 0) {
      throw new Unsayable("a roll along no axis of a known size");
    }
    const end = size - (((shift as number % size) + size) % size);
    const last = sliced(to, x, [own], [end], [END]);
    const first = sliced(to, x, [own], [0], [end]);
    return to.map("Concat", last, { axis: { int: place } }, first.name);
  },
  slice: (to, [given, start, size]) => {
    const x = operand(to, given), from = start as number[];
    const end = from.map((one, i) => one + (size as number[])[i]);
    return sliced(to, x, plainOrder(x.order.length), from, end);
  },
  spaceToDepth: (to, [x, size]) =>
    to.map("SpaceToDepth", asImages(to, operand(to, x), "channels_last"), {
      blocksize: { int: size as number },
    }),
  split: (to, [x, parts, axis = -1]) => splitted(to, x, parts, axis as number),
  squeeze: (to, [given, axis]) => {
    const x = operand(to, given);
    const axes = axis === undefined || axis === null
      ? plainOrder(x.order.length).filter((axis) => x.shape[axis] === 1)
      : axesOf(x, [axis].flat() as number[]);
    if (axes.length === 0) return x;
    const rank = x.order.length - axes.length;
    return ranked(to, "Squeeze", x, rank, to.ints(axes));
  },
  stack: (to, [list, axis = 0]) => {
    const rank = rankOf(to, (list as unknown[])[0]) + 1;
    const place = (axis as number) < 0 ? axis as number + rank : axis as number;
    const [first, ...others] = (list as unknown[]).map((one) =>
      ranked(to, "Unsqueeze", one, rank, to.ints([place]))
    );
    return concatenated(to, [first, ...others], place);
  },
  take: (to, [given, indices, options]) => {
    const { axis } = (options ?? {}) as { axis?: number | null };
    const { x, axis: own } = along(to, given, axis);
    const table = to.plain(x), list = to.plain(operand(to, indices));
    const places = to.map("Cast", list, { to: { int: TYPES.int64 } });
    const made = to.map("Gather", table, { axis: { int: own } }, places.name);
    const rank = table.order.length - 1 + list.order.length;
    return { ...made, order: plainOrder(rank) };
  },
  tile: (to, [given, repeats]) => {
    const x = to.plain(operand(to, given));
    return to.map("Tile", x, {}, to.ints(repeats as number[]));
  },
  transpose: (to, [given, axes]) => {
    const x = operand(to, given);
    const order = axes as number[] | undefined ??
      plainOrder(x.order.length).toReversed();
    return permuted(x, axesOf(x, order));
  },
};
