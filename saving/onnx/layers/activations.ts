/** Activations in ONNX. */

import * as activations from "../../../layers/activations/mod.ts";
import {
  Activation,
  ELU,
  LeakyReLU,
  PReLU,
  ReLU,
  Softmax,
} from "../../../layers/built_in.ts";
import { readLayer } from "../../../layers/layer_object.ts";
import { type Emission, Unsayable, type Value } from "../emission.ts";
import { joined, placesOf, reduced } from "./axes.ts";
import { type Rule, rule } from "./rule.ts";

/** An activation of ours, added to a graph. */
type Activate = (x: Value, to: Emission) => Value;

/** A node without arguments, or with numbers. */
function plain(
  op: string,
  numbers: Readonly<Record<string, number>> = {},
): Activate {
  const attributes = Object.fromEntries(
    Object.entries(numbers).map(([name, float]) => [name, { float }]),
  );
  return (x, to) => to.map(op, x, attributes);
}

/** A value held between bounds, of which one may be missing. */
export function clipped(
  to: Emission,
  x: Value,
  low: number | null,
  high: number | null,
): Value {
  const bounds = [low, high].map((one) => one === null ? "" : to.number(one));
  return to.map("Clip", x, {}, ...high === null ? bounds.slice(0, 1) : bounds);
}

/** A softmax over one axis or several. */
export function softmax(
  to: Emission,
  x: Value,
  axes: readonly number[],
): Value {
  if (axes.length === 1) {
    return to.map("Softmax", x, { axis: { int: placesOf(x, axes)[0] } });
  }
  const most = reduced(to, "ReduceMax", x, axes, true);
  const powers = to.map("Exp", joined(to, "Sub", x, most));
  return joined(
    to,
    "Div",
    powers,
    reduced(to, "ReduceSum", powers, axes, true),
  );
}

/** 1 for those whose share a sparsemax does not make 0, and what is taken away from each. */
function sparsemax(x: Value, to: Emission): Value {
  const axes = [-1], one = to.number(1);
  const [place] = placesOf(x, axes), next = place + 1;
  const z = joined(to, "Sub", x, reduced(to, "ReduceMax", x, axes, true));
  const [others] = to.node("Unsqueeze", [z.name, to.ints([place])]);
  const [own] = to.node("Unsqueeze", [z.name, to.ints([next])]);
  const [excess] = to.node("Relu", to.node("Sub", [others, own]));
  const [over] = to.node("ReduceSum", [excess, to.ints([next])], {
    keepdims: { int: 0 },
  });
  const [is] = to.node("Less", [over, one]);
  const [name] = to.node("Cast", [is], { to: { int: 1 } });
  const support: Value = { ...z, name };
  const sum = reduced(
    to,
    "ReduceSum",
    joined(to, "Mul", support, z),
    axes,
    true,
  );
  const count = reduced(to, "ReduceSum", support, axes, true);
  const threshold = joined(to, "Div", to.map("Sub", sum, {}, one), count);
  const above = to.map("Relu", joined(to, "Sub", z, threshold));
  return joined(to, "Mul", support, above);
}

function squareplus(x: Value, to: Emission): Value {
  const squares = to.map("Add", to.map("Mul", x, {}, x.name), {}, to.number(4));
  const sum = to.map("Add", x, {}, to.map("Sqrt", squares).name);
  return to.map("Mul", sum, {}, to.number(0.5));
}

function sparsePlus(x: Value, to: Emission): Value {
  const one = to.number(1);
  const above = to.map("Relu", to.map("Add", x, {}, one));
  const bent = to.map(
    "Mul",
    to.map("Mul", above, {}, above.name),
    {},
    to.number(0.25),
  );
  const [isBeyond] = to.node("GreaterOrEqual", [x.name, one]);
  const [name] = to.node("Where", [isBeyond, x.name, bent.name]);
  return { ...x, name };
}

function sparseSigmoid(x: Value, to: Emission): Value {
  const half = to.number(0.5);
  const line = to.map("Add", to.map("Mul", x, {}, half), {}, half);
  return clipped(to, line, 0, 1);
}

/** Activations by the names that configs have for them. */
const ACTIVATIONS: Readonly<
  Record<activations.ActivationName, Activate>
> = {
  celu: plain("Celu", { alpha: 1 }),
  elu: plain("Elu", { alpha: 1 }),
  exponential: plain("Exp"),
  gelu: plain("Gelu"),
  glu: () => {
    throw new Unsayable("glu, which halves an axis that its layer does not");
  },
  hard_shrink: plain("Shrink", { lambd: 0.5 }),
  hard_sigmoid: plain("HardSigmoid", { alpha: 1 / 6, beta: 0.5 }),
  hard_silu: plain("HardSwish"),
  hard_swish: plain("HardSwish"),
  hard_tanh: (x, to) => clipped(to, x, -1, 1),
  leaky_relu: plain("LeakyRelu", { alpha: 0.2 }),
  linear: (x) => x,
  log_sigmoid: (x, to) => to.map("Neg", to.map("Softplus", to.map("Neg", x))),
  log_softmax: (x, to) =>
    to.map("LogSoftmax", x, { axis: { int: placesOf(x, [-1])[0] } }),
  mish: plain("Mish"),
  relu: plain("Relu"),
  relu6: (x, to) => clipped(to, x, 0, 6),
  selu: plain("Selu", { alpha: 1.6732632423543772, gamma: 1.0507009873554805 }),
  sigmoid: plain("Sigmoid"),
  silu,
  soft_shrink: plain("Shrink", { lambd: 0.5, bias: 0.5 }),
  softmax: (x, to) => softmax(to, x, [-1]),
  softplus: plain("Softplus"),
  softsign: plain("Softsign"),
  sparse_plus: sparsePlus,
  sparse_sigmoid: sparseSigmoid,
  sparsemax,
  squareplus,
  swish: silu,
  tanh: plain("Tanh"),
  tanh_shrink: (x, to) => to.map("Sub", x, {}, to.map("Tanh", x).name),
};

function silu(x: Value, to: Emission): Value {
  return to.map("Mul", x, {}, to.map("Sigmoid", x).name);
}

/** A value behind an activation of ours. */
export function activated(
  to: Emission,
  x: Value,
  activation: activations.Activation,
): Value {
  const { name } = activation;
  const config = serialized(activation);
  if (typeof config === "string") {
    return ACTIVATIONS[config as activations.ActivationName](x, to);
  }
  const known = config && "class_name" in config &&
    config.class_name !== "function";
  if (!known) throw new Unsayable(`the activation ${name || "without a name"}`);
  return to.layer(readLayer(config), [x])[0];
}

function serialized(activation: activations.Activation) {
  try {
    return activations.serialize(activation);
  } catch {
    return null;
  }
}

/** The rectifier in all its forms: `slope` below the threshold, `most` above. */
function rectified(
  to: Emission,
  x: Value,
  { maxValue: most, negativeSlope: slope, threshold }: ReLU,
): Value {
  if (threshold === 0 && slope === 0) {
    return most === null ? to.map("Relu", x) : clipped(to, x, 0, most);
  }
  if (threshold === 0 && most === null) {
    return to.map("LeakyRelu", x, { alpha: { float: slope } });
  }
  const above = most === null ? x : clipped(to, x, 0, most);
  const below = to.map(
    "Mul",
    clipped(to, to.map("Sub", x, {}, to.number(threshold)), null, 0),
    {},
    to.number(slope),
  );
  const [isBelow] = to.node("LessOrEqual", [x.name, to.number(threshold)]);
  const [name] = to.node("Where", [isBelow, below.name, above.name]);
  return { ...x, name };
}

/** Layers that are activations. */
export const ACTIVATION_LAYERS: readonly Rule[] = [
  rule(Activation, ({ activation }, [x], to) => activated(to, x, activation)),
  rule(
    ELU,
    ({ alpha }, [x], to) => to.map("Elu", x, { alpha: { float: alpha } }),
  ),
  rule(
    LeakyReLU,
    ({ negativeSlope }, [x], to) =>
      to.map("LeakyRelu", x, { alpha: { float: negativeSlope } }),
  ),
  rule(ReLU, (layer, [x], to) => rectified(to, x, layer)),
  rule(Softmax, ({ axis }, [x], to) => softmax(to, x, [axis].flat())),
  rule(PReLU, ({ alpha }, [x], to) => {
    const shape = [1, ...alpha.shape];
    return to.map("PRelu", x, {}, to.weight(alpha, { shape, order: x.order }));
  }),
];
