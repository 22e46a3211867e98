/** Ops of TensorFlow in the graphs of tf.keras, and what Keras 3 has for each. */

import type { Config } from "../../config/serialization.ts";

/** What Keras 3 has for an op. */
export interface ModernOp {
  /** The class of its operation, or of a layer. */
  readonly class_name: string;
  /** Whether that is a layer. */
  readonly isLayer?: boolean;
  /** TensorFlow's keywords of arguments that are called on too, behind the first one. */
  readonly args?: readonly string[];
  /** Its arguments for those by keyword; `null` if it has none for them. */
  readonly config?: (given: Config) => Config | null;
  /** The keywords that `config` reads. */
  readonly read?: readonly string[];
}

/** Names of functions, those that mean the same beside each other, by the classes of Keras's operations. */
const ONE_INPUT: Readonly<Record<string, string>> = {
  Absolute: "math.abs abs",
  Ceil: "math.ceil",
  Cos: "math.cos cos",
  Erf: "math.erf",
  Exp: "math.exp exp",
  Expm1: "math.expm1",
  Floor: "math.floor floor",
  Log: "math.log",
  Log1p: "math.log1p",
  Negative: "math.negative negative __operators__.neg",
  Reciprocal: "math.reciprocal",
  Relu: "nn.relu",
  Round: "math.round round",
  Rsqrt: "math.rsqrt",
  Sigmoid: "math.sigmoid sigmoid nn.sigmoid",
  Sign: "math.sign sign",
  Sin: "math.sin sin",
  Softplus: "math.softplus nn.softplus",
  Sqrt: "math.sqrt sqrt",
  Square: "math.square square",
  StopGradient: "stop_gradient",
  Tanh: "math.tanh tanh nn.tanh",
};

const TWO_INPUTS: Readonly<Record<string, string>> = {
  Add: "math.add add __operators__.add",
  Divide: "math.divide math.truediv realdiv truediv __operators__.truediv",
  Equal: "math.equal equal __operators__.eq",
  Greater: "math.greater greater __operators__.gt",
  GreaterEqual: "math.greater_equal greater_equal __operators__.ge",
  Less: "math.less less __operators__.lt",
  LessEqual: "math.less_equal less_equal __operators__.le",
  Maximum: "math.maximum maximum",
  Minimum: "math.minimum minimum",
  Multiply: "math.multiply multiply __operators__.mul",
  NotEqual: "math.not_equal not_equal __operators__.ne",
  Power: "math.pow pow __operators__.pow",
  Subtract: "math.subtract subtract __operators__.sub",
};

const REDUCTIONS: Readonly<Record<string, string>> = {
  Logsumexp: "math.reduce_logsumexp reduce_logsumexp",
  Max: "math.reduce_max reduce_max",
  Mean: "math.reduce_mean reduce_mean",
  Min: "math.reduce_min reduce_min",
  Sum: "math.reduce_sum reduce_sum",
  Var: "math.reduce_variance",
};

/** Activations, as the layer of that name. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  elu: "nn.elu",
  gelu: "nn.gelu",
  linear: "identity",
  relu6: "nn.relu6",
  selu: "nn.selu",
  silu: "nn.silu nn.swish",
  softsign: "nn.softsign math.softsign",
};

/** An op whose arguments have other names there: each of Keras's by TensorFlow's, with its default. */
function renamed(
  class_name: string,
  names: Readonly<
    Record<string, readonly [keyword: string, initial?: unknown]>
  >,
  args: readonly string[] = [],
): ModernOp {
  return {
    class_name,
    args,
    read: Object.values(names).map(([keyword]) => keyword),
    config: (given) =>
      Object.fromEntries(
        Object.entries(names).map(([name, [keyword, initial = null]]) => [
          name,
          given[keyword] ?? initial,
        ]),
      ),
  };
}

/** A layer whose arguments follow from those by keyword. */
function layer(
  class_name: string,
  read: readonly string[],
  config: (given: Config) => Config | null,
): ModernOp {
  return { class_name, isLayer: true, read, config };
}

const SOFTMAX = { axis: ["axis", -1] } as const;

/** By TensorFlow's names. */
const OTHERS: Readonly<Record<string, ModernOp>> = {
  "__operators__.getitem": { class_name: "GetItem", args: ["slice_spec"] },
  "linalg.matmul": { class_name: "Matmul", args: ["b"] },
  "matmul": { class_name: "Matmul", args: ["b"] },
  "where": { class_name: "Where", args: ["x", "y"] },
  "nn.softmax": renamed("Softmax", SOFTMAX),
  "nn.log_softmax": renamed("LogSoftmax", SOFTMAX),
  "reshape": renamed("Reshape", { newshape: ["shape"] }),
  "transpose": renamed("Transpose", { axes: ["perm"] }),
  "expand_dims": renamed("ExpandDims", { axis: ["axis"] }),
  "squeeze": renamed("Squeeze", { axis: ["axis"] }),
  "broadcast_to": renamed("BroadcastTo", { shape: ["shape"] }),
  "concat": renamed("Concatenate", { axis: ["axis"] }),
  "stack": renamed("Stack", { axis: ["axis", 0] }),
  "gather": renamed("Take", { axis: ["axis", 0] }, ["indices"]),
  "clip_by_value": renamed("Clip", {
    x_min: ["clip_value_min"],
    x_max: ["clip_value_max"],
  }),
  "split": {
    class_name: "Split",
    read: ["num_or_size_splits", "axis"],
    config: ({ num_or_size_splits: parts, axis = 0 }) => ({
      indices_or_sections: beginnings(parts),
      axis,
    }),
  },
  "pad": {
    class_name: "Pad",
    read: ["paddings", "mode"],
    config: ({ paddings, mode = "CONSTANT" }) => ({
      pad_width: paddings,
      mode: `${mode}`.toLowerCase(),
    }),
  },
  "cast": layer(
    "Activation",
    ["dtype"],
    ({ dtype }) => dtype === "float32" ? { activation: "linear" } : null,
  ),
  "nn.leaky_relu": layer(
    "LeakyReLU",
    ["alpha"],
    ({ alpha = 0.2 }) => ({ negative_slope: alpha }),
  ),
  "image.resize": layer(
    "Resizing",
    ["size", "method"],
    ({ size, method = "bilinear" }) => {
      const [height, width] = Array.isArray(size) ? size : [];
      return { height, width, interpolation: method };
    },
  ),
};

/** Where the parts of such lengths begin, but for the first; a number of parts as it is. */
function beginnings(parts: unknown): unknown {
  if (!Array.isArray(parts)) return parts;
  let end = 0;
  return parts.slice(0, -1).map((length) => end += length);
}

function named(
  classes: Readonly<Record<string, string>>,
  op: (class_name: string) => ModernOp,
): [string, ModernOp][] {
  return Object.entries(classes).flatMap(([class_name, names]) =>
    names.split(" ").map((name): [string, ModernOp] => [name, op(class_name)])
  );
}

/** What Keras 3 has for each op, by TensorFlow's name without the "tf". */
export const TENSORFLOW_OPS: ReadonlyMap<string, ModernOp> = new Map([
  ...named(ONE_INPUT, (class_name) => ({ class_name })),
  ...named(TWO_INPUTS, (class_name) => ({ class_name, args: ["y"] })),
  ...named(
    REDUCTIONS,
    (name) => renamed(name, { axis: ["axis"], keepdims: ["keepdims", false] }),
  ),
  ...named(
    ACTIVATIONS,
    (activation) => layer("Activation", [], () => ({ activation })),
  ),
  ...Object.entries(OTHERS),
]);
