/** Layers of several inputs in ONNX. */

import {
  Add,
  Average,
  Concatenate,
  Dot,
  Maximum,
  Minimum,
  Multiply,
  Subtract,
} from "../../../layers/built_in.ts";
import type { Emission, Value } from "../emission.ts";
import { plainOrder } from "../order.ts";
import { axesOf, joined, placesOf } from "./axes.ts";
import { overLength } from "./normalization.ts";
import { type Rule, rule } from "./rule.ts";

/** Inputs one after the other through a node of two; those of fewer axes have new ones behind the batch. */
function merged(to: Emission, op: string, inputs: readonly Value[]): Value {
  const rank = Math.max(...inputs.map(({ order }) => order.length));
  return inputs.map((x) => widened(to, x, rank))
    .reduce((a, b) => joined(to, op, a, b));
}

function widened(to: Emission, x: Value, rank: number): Value {
  const missing = rank - x.order.length;
  if (missing === 0) return x;
  const axes = Array.from({ length: missing }, (_, i) => i + 1);
  const made = to.map("Unsqueeze", to.plain(x), {}, to.ints(axes));
  return { ...made, order: plainOrder(rank) };
}

/** Inputs one behind the other along an axis. */
export function concatenated(
  to: Emission,
  inputs: readonly [Value, ...Value[]],
  axis: number,
): Value {
  const [first, ...others] = inputs;
  const alike = others.map((x) => to.turned(x, first.order));
  const [place] = placesOf(first, [axis]);
  return to.map(
    "Concat",
    first,
    { axis: { int: place } },
    ...alike.map(({ name }) => name),
  );
}

/** Letters for axes. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

function dot(layer: Dot, a: Value, b: Value, to: Emission): Value {
  const [i, j = i] = [layer.axes].flat();
  const [left] = axesOf(a, [i]), [right] = axesOf(b, [j]);
  const first = [...LETTERS.slice(0, a.order.length)];
  const further = [...LETTERS.slice(a.order.length)];
  const second = plainOrder(b.order.length)
    .map((axis) =>
      axis === 0 ? first[0] : axis === right ? first[left] : further[axis]
    );
  const kept = [
    ...first.filter((_, axis) => axis !== left),
    ...second.filter((_, axis) => axis !== 0 && axis !== right),
  ];
  const equation = `${first.join("")},${second.join("")}->${kept.join("")}`;
  const [x, y] = [a, b].map((one, side) => {
    const plain = to.plain(one);
    return layer.normalize
      ? overLength(to, plain, [[left, right][side]])
      : plain;
  });
  const made = to.map("Einsum", x, { equation: { text: equation } }, y.name);
  if (kept.length > 1) return { ...made, order: plainOrder(kept.length) };
  return { ...to.map("Unsqueeze", made, {}, to.ints([1])), order: [0, 1] };
}

/** Layers of several inputs. */
export const MERGING: readonly Rule[] = [
  rule(Add, (_, inputs, to) => merged(to, "Add", inputs)),
  rule(Average, (_, inputs, to) => {
    const sum = merged(to, "Add", inputs);
    return to.map("Div", sum, {}, to.number(inputs.length));
  }),
  rule(Maximum, (_, inputs, to) => merged(to, "Max", inputs)),
  rule(Minimum, (_, inputs, to) => merged(to, "Min", inputs)),
  rule(Multiply, (_, inputs, to) => merged(to, "Mul", inputs)),
  rule(Subtract, (_, inputs, to) => merged(to, "Sub", inputs)),
  rule(Concatenate, ({ axis }, inputs, to) => concatenated(to, inputs, axis)),
  rule(Dot, (layer, [a, b], to) => dot(layer, a, b, to)),
];
