/** Normalizations in ONNX. */

import {
  BatchNormalization,
  GroupNormalization,
  LayerNormalization,
  Normalization,
  RMSNormalization,
  UnitNormalization,
} from "../../../layers/built_in.ts";
import type { Variable } from "../../../variables/variable.ts";
import type { Emission, Value } from "../emission.ts";
import { channelsFirst } from "../order.ts";
import { axesOf, joined, placesOf, reduced, spread } from "./axes.ts";
import { type Rule, rule } from "./rule.ts";

/** A weight with a number for each place along some axes, seen beside a value. */
function beside(
  to: Emission,
  { order }: Value,
  weight: Variable,
  axes: readonly number[],
): string {
  const shape = spread(weight.shape, order.length, axes);
  return to.weight(weight, { shape, order });
}

/** A value times a factor, plus an offset, of those that there are. */
function scaled(
  to: Emission,
  x: Value,
  { gamma, beta }: { gamma: Variable | null; beta: Variable | null },
  axes: readonly number[],
): Value {
  const y = gamma ? to.map("Mul", x, {}, beside(to, x, gamma, axes)) : x;
  return beta ? to.map("Add", y, {}, beside(to, y, beta, axes)) : y;
}

function batch(layer: BatchNormalization, x: Value, to: Emission): Value {
  const { movingMean, movingVariance, gamma, beta, epsilon } = layer;
  const axes = axesOf(x, [layer.axis]);
  if (placesOf(x, axes)[0] === 1) {
    const size = movingMean.size;
    const [scale, offset] = [gamma, beta].map((weight, i) =>
      weight ? to.weight(weight) : to.floats(new Array(size).fill(1 - i))
    );
    const statistics = [movingMean, movingVariance].map((one) =>
      to.weight(one)
    );
    return to.map(
      "BatchNormalization",
      x,
      { epsilon: { float: epsilon } },
      scale,
      offset,
      ...statistics,
    );
  }
  const [mean, variance] = [movingMean, movingVariance].map((one) =>
    beside(to, x, one, axes)
  );
  const [spread] = to.node("Add", [variance, to.number(epsilon)]);
  const [deviation] = to.node("Sqrt", [spread]);
  const standard = to.map("Div", to.map("Sub", x, {}, mean), {}, deviation);
  return scaled(to, standard, layer, axes);
}

function layers(layer: LayerNormalization, x: Value, to: Emission): Value {
  const axes = axesOf(x, [layer.axis].flat());
  const { gamma, epsilon } = layer;
  const first = x.order.length - axes.length;
  const areLast = axes.every((axis, i) => x.order[first + i] === axis);
  if (areLast && gamma) {
    const further = [gamma, layer.beta].flatMap((one) =>
      one ? [to.weight(one)] : []
    );
    return to.map(
      "LayerNormalization",
      x,
      { axis: { int: first }, epsilon: { float: epsilon } },
      ...further,
    );
  }
  const mean = reduced(to, "ReduceMean", x, axes, true);
  const distance = joined(to, "Sub", x, mean);
  const squares = to.map("Mul", distance, {}, distance.name);
  const variance = reduced(to, "ReduceMean", squares, axes, true);
  const spread = to.map("Add", variance, {}, to.number(epsilon));
  const standard = joined(to, "Div", distance, to.map("Sqrt", spread));
  return scaled(to, standard, layer, axes);
}

/** Groups of channels lie behind each other where channels are behind the batch. */
function groups(layer: GroupNormalization, x: Value, to: Emission): Value {
  const [axis] = axesOf(x, [layer.axis]);
  const images = to.turned(x, channelsFirst(x.order.length, axis));
  const channels = x.shape[axis]!;
  const count = layer.groups === -1 ? channels : layer.groups;
  const parts = to.map("Reshape", images, {}, to.ints([0, count, -1]));
  const standard = to.map(
    "InstanceNormalization",
    parts,
    { epsilon: { float: layer.epsilon } },
    to.floats(new Array(count).fill(1)),
    to.floats(new Array(count).fill(0)),
  );
  const [shape] = to.node("Shape", [images.name]);
  const [name] = to.node("Reshape", [standard.name, shape]);
  return scaled(to, { ...images, name }, layer, [axis]);
}

function rms(layer: RMSNormalization, x: Value, to: Emission): Value {
  const axes = axesOf(x, [layer.axis].flat()).sort((a, b) => a - b);
  const squares = to.map("Mul", x, {}, x.name);
  const mean = reduced(to, "ReduceMean", squares, axes, true);
  const spread = to.map("Add", mean, {}, to.number(layer.epsilon));
  const y = joined(to, "Div", x, to.map("Sqrt", spread));
  return to.map("Mul", y, {}, beside(to, y, layer.scale, axes));
}

/** A value over its length along axes; one without a length stays as it is. */
export function overLength(
  to: Emission,
  x: Value,
  axes: readonly number[],
): Value {
  const squares = to.map("Mul", x, {}, x.name);
  const sum = reduced(to, "ReduceSum", squares, axes, true);
  const inverse = to.map("Reciprocal", to.map("Sqrt", sum));
  return joined(to, "Mul", x, to.map("Min", inverse, {}, to.number(1e12)));
}

function toMoments(layer: Normalization, x: Value, to: Emission): Value {
  const axes = axesOf(x, layer.axis).sort((a, b) => a - b);
  const all = { mean: layer.inputMean, variance: layer.inputVariance };
  const [mean, variance] = Object.entries(all).map(([name, given]) => {
    if (typeof given === "number") return to.number(given);
    if (given === null) {
      const weight = layer.weights.find(({ path }) =>
        path.endsWith(`/${name}`)
      );
      return beside(to, x, weight!, axes);
    }
    const [place] = placesOf(x, axes.slice(-1));
    return to.floats(given, spread([given.length], x.order.length, [place]));
  });
  const [root] = to.node("Sqrt", [variance]);
  const [deviation] = to.node("Max", [root, to.number(1e-7)]);
  return layer.invert
    ? to.map("Add", to.map("Mul", x, {}, deviation), {}, mean)
    : to.map("Div", to.map("Sub", x, {}, mean), {}, deviation);
}

/** Normalizations of all kinds. */
export const NORMALIZATIONS: readonly Rule[] = [
  rule(BatchNormalization, (layer, [x], to) => batch(layer, x, to)),
  rule(LayerNormalization, (layer, [x], to) => layers(layer, x, to)),
  rule(GroupNormalization, (layer, [x], to) => groups(layer, x, to)),
  rule(RMSNormalization, (layer, [x], to) => rms(layer, x, to)),
  rule(
    UnitNormalization,
    ({ axis }, [x], to) => overLength(to, x, axesOf(x, [axis].flat())),
  ),
  rule(Normalization, (layer, [x], to) => toMoments(layer, x, to)),
];
