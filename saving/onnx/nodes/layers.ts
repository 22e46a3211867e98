/** Nodes that are layers. */

import {
  Activation,
  BatchNormalization,
  Concatenate,
  Dense,
  ELU,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  GroupNormalization,
  LayerNormalization,
  LeakyReLU,
  PReLU,
  Softmax,
  UpSampling1D,
  UpSampling2D,
  UpSampling3D,
} from "../../../layers/built_in.ts";
import { SymbolicTensor } from "../../../layers/symbol.ts";
import type { ActivationName } from "../../../layers/activations/mod.ts";
import { reordered } from "../order.ts";
import type { Call, Constant, Readers, ReadNode } from "./call.ts";

/** A node of the same name, whose arguments have to be these. */
function activation(
  name: ActivationName,
  only: Readonly<Record<string, number | string>> = {},
): ReadNode {
  return (call) => {
    for (const [key, value] of Object.entries(only)) call.only(key, value);
    return call.layer(new Activation({ activation: name, name: call.name }));
  };
}

const ACTIVATIONS: Readers = {
  Celu: activation("celu", { alpha: 1 }),
  Elu: (call) =>
    call.layer(new ELU({ alpha: call.float("alpha", 1), name: call.name })),
  Gelu: activation("gelu", { approximate: "none" }),
  HardSigmoid: (call) => {
    // Keras's slope, which is not the usual one of ONNX.
    const slope = call.float("alpha", 0.2);
    call.only("beta", 0.5);
    if (slope !== Math.fround(1 / 6)) call.refuse("alpha 1/6", `${slope}`);
    return call.layer(
      new Activation({ activation: "hard_sigmoid", name: call.name }),
    );
  },
  HardSwish: activation("hard_silu"),
  LeakyRelu: (call) => {
    const negativeSlope = call.float("alpha", 0.01);
    return call.layer(new LeakyReLU({ negativeSlope, name: call.name }));
  },
  Mish: activation("mish"),
  PRelu: (call) => {
    const { shape, numbers } = call.constant(1);
    const sizes = call.symbol().shape;
    const missing = sizes.length - shape.length;
    const slopes = [
      ...new Array<number>(Math.max(missing, 0)).fill(1),
      ...shape,
    ];
    const sharedAxes = slopes.flatMap((size, axis) =>
      axis > 0 && size === 1 && sizes[axis] !== 1 ? [axis] : []
    );
    const own = sizes.map((size, axis) => sharedAxes.includes(axis) ? 1 : size);
    call.sized(own.slice(1), slopes.slice(1));
    const options = sharedAxes.length > 0 ? { sharedAxes } : {};
    const layer = new PReLU({ ...options, name: call.name });
    const y = layer.apply(call.symbol());
    if (slopes[0] !== 1) call.refuse("one slope for the batch", "several");
    return call.weigh(y, [[layer.alpha, { shape: slopes.slice(1), numbers }]]);
  },
  Relu: activation("relu"),
  Selu: activation("selu", {
    alpha: 1.6732632423543772,
    gamma: 1.0507009873554805,
  }),
  Shrink: (call) => {
    call.only("lambd", 0.5);
    const bias = call.float("bias", 0);
    if (bias !== 0 && bias !== 0.5) call.refuse("bias 0 or 0.5", `${bias}`);
    const activation = bias === 0 ? "hard_shrink" : "soft_shrink";
    return call.layer(new Activation({ activation, name: call.name }));
  },
  Sigmoid: activation("sigmoid"),
  Softmax: (call) => {
    const axis = call.int("axis", -1);
    return call.layer(new Softmax({ axis, name: call.name }));
  },
  Softplus: activation("softplus"),
  Softsign: activation("softsign"),
  Tanh: activation("tanh"),
};

/** A product with a kernel `[inputs, units]`, and a bias. */
export function dense(
  call: Call,
  kernel: Constant,
  bias: Constant | null,
): SymbolicTensor {
  const [, units] = kernel.shape;
  if (kernel.shape.length !== 2) call.refuse("a matrix", `[${kernel.shape}]`);
  call.sized(call.symbol().shape.slice(-1), kernel.shape.slice(0, 1));
  const layer = new Dense({ units, useBias: bias !== null, name: call.name });
  const y = layer.apply(call.symbol());
  return call.weigh(y, [
    [layer.kernel, kernel],
    ...bias ? [[layer.bias, bias] as const] : [],
  ]);
}

function gemm(call: Call): SymbolicTensor {
  call.only("transA", 0);
  call.only("alpha", 1);
  call.only("beta", 1);
  const { shape, numbers } = call.constant(1);
  if (call.int("transB", 0) === 0) {
    return dense(call, { shape, numbers }, call.maybe(2));
  }
  if (shape.length !== 2) call.refuse("a matrix", `[${shape}]`);
  return dense(call, {
    shape: shape.toReversed(),
    numbers: reordered(Float32Array.from(numbers), shape, [1, 0]),
  }, call.maybe(2));
}

function batch(call: Call): SymbolicTensor {
  call.only("training_mode", 0);
  call.sized(call.symbol().shape.slice(1, 2), call.constant(1).shape);
  const layer = new BatchNormalization({
    axis: 1,
    epsilon: call.float("epsilon", 1e-5),
    momentum: call.float("momentum", 0.9),
    name: call.name,
  });
  const y = layer.apply(call.symbol());
  const { gamma, beta, movingMean, movingVariance } = layer;
  return call.weigh(
    y,
    [gamma, beta, movingMean, movingVariance].map((weight, i) =>
      [weight, call.constant(i + 1)] as const
    ),
  );
}

function layerwise(call: Call): SymbolicTensor {
  const first = call.int("axis", -1), { length } = call.symbol().shape;
  call.only("stash_type", 1);
  const start = first < 0 ? first + length : first;
  const beta = call.maybe(2);
  call.sized(call.symbol().shape.slice(start), call.constant(1).shape);
  const layer = new LayerNormalization({
    axis: Array.from({ length: length - start }, (_, i) => start + i),
    epsilon: call.float("epsilon", 1e-5),
    center: beta !== null,
    name: call.name,
  });
  const y = layer.apply(call.symbol());
  return call.weigh(y, [
    [layer.gamma, call.constant(1)],
    ...beta ? [[layer.beta, beta] as const] : [],
  ]);
}

function instances(call: Call): SymbolicTensor {
  const epsilon = call.float("epsilon", 1e-5);
  call.sized(call.symbol().shape.slice(1, 2), call.constant(1).shape);
  const layer = new GroupNormalization({
    groups: -1,
    axis: 1,
    epsilon,
    name: call.name,
  });
  const y = layer.apply(call.symbol());
  return call.weigh(y, [
    [layer.gamma, call.constant(1)],
    [layer.beta, call.constant(2)],
  ]);
}

const MEANS = [
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
];
const MOST = [GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D];

function whole(classes: typeof MEANS | typeof MOST): ReadNode {
  return (call) => {
    const made = classes[call.symbol().shape.length - 3];
    if (!made) call.refuse("1 to 3 spatial axes", "others");
    const dataFormat = "channels_first";
    return call.layer(
      new made({ keepdims: true, dataFormat, name: call.name }),
    );
  };
}

/** Each cell so often along each axis: what else Resize does is not read. */
function repeated(call: Call): SymbolicTensor {
  call.only("mode", "nearest");
  const where = call.text("coordinate_transformation_mode", "half_pixel");
  const rounding = call.text("nearest_mode", "round_prefer_floor");
  const [batch, channels, ...sizes] = call.numbers(2);
  const isWhole = batch === 1 && channels === 1 && sizes.length > 0 &&
    sizes.length < 4 && sizes.every((size) => Number.isInteger(size));
  const isRepeated = isWhole && where === "asymmetric" && rounding === "floor";
  if (!isRepeated) {
    call.refuse("whole scales, asymmetric places and floor", "others");
  }
  if (sizes.length > 1) {
    const dataFormat = "channels_first";
    const options = { size: sizes, dataFormat, name: call.name } as const;
    return call.layer(
      sizes.length === 2
        ? new UpSampling2D(options)
        : new UpSampling3D(options),
    );
  }
  const steps = call.op("transpose", call.symbol(), [0, 2, 1]);
  const more = new UpSampling1D({ size: sizes[0], name: call.name });
  return call.op("transpose", call.layer(more, [], steps), [0, 2, 1]);
}

/** Nodes that are layers. */
export const LAYERS: Readers = {
  ...ACTIVATIONS,
  BatchNormalization: batch,
  Concat: (call) => {
    const axis = call.int("axis", 0);
    const inputs = call.inputs.map((_, i) => call.symbol(i));
    return call.layer(new Concatenate({ axis, name: call.name }), [], inputs);
  },
  Flatten: (call) => {
    call.only("axis", 1);
    const dataFormat = "channels_last";
    return call.layer(new Flatten({ dataFormat, name: call.name }));
  },
  Gather: (call) => {
    const axis = call.int("axis", 0), [table] = call.inputs;
    if (table instanceof SymbolicTensor) {
      return call.op("take", table, call.inputs[1], { axis });
    }
    const rows = call.constant(0);
    if (axis !== 0 || rows.shape.length !== 2) {
      call.refuse("rows of a matrix", `axis ${axis} of [${rows.shape}]`);
    }
    const [inputDim, outputDim] = rows.shape;
    const layer = new Embedding({ inputDim, outputDim, name: call.name });
    const y = layer.apply(call.symbol(1));
    return call.weigh(y, [[layer.embeddings, rows]]);
  },
  Gemm: gemm,
  GlobalAveragePool: whole(MEANS),
  GlobalMaxPool: whole(MOST),
  InstanceNormalization: instances,
  LayerNormalization: layerwise,
  Resize: repeated,
};
