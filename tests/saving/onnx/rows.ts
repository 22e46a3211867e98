/** Options of layers with which they are written in the form of ONNX. */

/** A class, the shapes of its inputs without the batch, its options, and below which whole numbers its inputs are, if they are such. */
export type Row = readonly [
  layer: string,
  inputs: readonly (readonly (number | null)[])[],
  options?: object,
  below?: number,
];

const IMAGES = [[7, 6, 4]], STEPS = [[8, 4]], VOLUMES = [[4, 3, 4, 2]];
const FEW = [[6]], OPEN = [[null, null, 4]];
const FIRST_STEPS = [[4, 8]], FIRST_IMAGES = [[4, 7, 6]];
const FIRST_VOLUMES = [[2, 4, 3, 4]];
const SHAPES = [STEPS, IMAGES, VOLUMES];
const FIRST_SHAPES = [FIRST_STEPS, FIRST_IMAGES, FIRST_VOLUMES];
const FIRST = { dataFormat: "channels_first" };

/** Rows of a class for each of several options. */
function each(
  layer: string,
  inputs: Row[1],
  ...ways: readonly object[]
): readonly Row[] {
  return ways.map((way) => [layer, inputs, way]);
}

/** Rows of a class over so many spatial axes, the last with its channels first. */
function windows(
  layer: string,
  base: object,
  ...ways: readonly object[]
): readonly Row[] {
  const rank = Number(/(\d)D/.exec(layer)![1]) - 1;
  return [
    ...each(layer, SHAPES[rank], ...ways.map((way) => ({ ...base, ...way }))),
    ...each(layer, FIRST_SHAPES[rank], { ...base, ...FIRST }),
  ];
}

const NAMES =
  "celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid " +
  "log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid " +
  "sparsemax squareplus swish tanh tanh_shrink";

const ACTIVATIONS: readonly Row[] = [
  ...each(
    "Activation",
    FEW,
    ...NAMES.split(" ").map((activation) => ({ activation })),
  ),
  ["ELU", FEW, { alpha: 0.5 }],
  ["LeakyReLU", FEW, { negativeSlope: 0.1 }],
  ...each("PReLU", IMAGES, {}, { sharedAxes: [1, 2] }),
  ...each(
    "ReLU",
    [[9]],
    {},
    { maxValue: 2 },
    { negativeSlope: 0.1 },
    { negativeSlope: 0.1, threshold: 0.5, maxValue: 2 },
    { threshold: 1 },
  ),
  ...each("Softmax", [[3, 4]], {}, { axis: 1 }, { axis: [1, 2] }),
];

const CORE: readonly Row[] = [
  ["Dense", FEW, { units: 3, activation: "relu" }],
  ["Dense", STEPS, { units: 3, useBias: false }],
  ["Dense", FEW, {
    units: 3,
    activation: {
      class_name: "LeakyReLU",
      config: { name: "leaky", negative_slope: 0.3 },
    },
  }],
  ["Embedding", FEW, { inputDim: 5, outputDim: 3 }, 5],
  ["Identity", FEW],
];

const kernel = { filters: 6, kernelSize: 3 };
const CONVOLUTIONS: readonly Row[] = [
  ...windows(
    "Conv1D",
    kernel,
    {},
    { padding: "same", strides: 2 },
    { padding: "causal", dilationRate: 2 },
  ),
  ...windows(
    "Conv2D",
    kernel,
    { padding: "same", activation: "relu" },
    { padding: "same", strides: 2, groups: 2 },
    { strides: 2, useBias: false },
    { padding: "same", dilationRate: 2, kernelSize: [2, 4] },
  ),
  ...each("Conv2D", OPEN, { ...kernel, padding: "same" }, {
    ...kernel,
    strides: 2,
    padding: "same",
  }),
  ...windows("Conv3D", kernel, {}, { padding: "same", strides: 2 }),
  ...windows("Conv1DTranspose", kernel, {}, { padding: "same", strides: 2 }),
  ...windows(
    "Conv2DTranspose",
    kernel,
    { padding: "same", strides: 2, activation: "tanh" },
    { padding: "same", strides: 3, kernelSize: 2, useBias: false },
    { strides: 3, kernelSize: 2 },
    { strides: 2, outputPadding: 1 },
    { padding: "same", strides: 3, kernelSize: [4, 5], outputPadding: [1, 2] },
    { padding: "same", strides: 3, kernelSize: [4, 5], outputPadding: 0 },
    { dilationRate: 2 },
    { padding: "same", dilationRate: 2, kernelSize: [2, 3] },
  ),
  ...windows("Conv3DTranspose", kernel, { padding: "same", strides: 2 }),
  ...windows("DepthwiseConv1D", { kernelSize: 3 }, { depthMultiplier: 2 }),
  ...windows(
    "DepthwiseConv2D",
    { kernelSize: 3 },
    { depthMultiplier: 2 },
    { padding: "same", strides: 2, activation: "relu" },
    { dilationRate: 2, useBias: false },
  ),
  ...windows("SeparableConv1D", kernel, { padding: "same", strides: 2 }),
  ...windows("SeparableConv2D", kernel, {
    padding: "same",
    depthMultiplier: 2,
  }),
];

const POOLING: readonly Row[] = [1, 2, 3].flatMap((rank) =>
  ["Average", "Max"].flatMap((kind) => [
    ...windows(
      `${kind}Pooling${rank}D`,
      { poolSize: 2 },
      {},
      { poolSize: 3, strides: 2, padding: "same" },
    ),
    ...windows(`Global${kind}Pooling${rank}D`, {}, {}, { keepdims: true }),
  ])
);

const NORMALIZATIONS: readonly Row[] = [
  ["BatchNormalization", FEW],
  ...each("BatchNormalization", IMAGES, {}, { axis: 1, scale: false }),
  ["BatchNormalization", IMAGES, { center: false }],
  ...each(
    "LayerNormalization",
    [[3, 4, 5]],
    {},
    { axis: [2, 3], center: false },
    { axis: 1 },
    { scale: false },
  ),
  ...each(
    "GroupNormalization",
    IMAGES,
    { groups: 2 },
    { groups: -1, scale: false },
  ),
  ["GroupNormalization", FIRST_IMAGES, { groups: 4, axis: 1 }],
  ["GroupNormalization", OPEN, { groups: 2 }],
  ...each("RMSNormalization", [[3, 4]], {}, { axis: [1, 2] }),
  ...each("UnitNormalization", [[3, 4]], {}, { axis: [1, 2] }),
  ...each(
    "Normalization",
    [[3, 4]],
    {},
    { axis: [1, 2], invert: true },
    { mean: [1, 2, 3, 4], variance: [4, 3, 2, 1] },
    { axis: null, mean: 1, variance: 4 },
  ),
];

const RESHAPING: readonly Row[] = [
  ...each("Reshape", IMAGES, { targetShape: [-1, 8] }, {
    targetShape: [4, 42],
  }),
  ["Flatten", IMAGES],
  ["Flatten", FIRST_IMAGES, FIRST],
  ["Flatten", [[]]],
  ["Permute", IMAGES, { dims: [3, 1, 2] }],
  ["RepeatVector", FEW, { n: 3 }],
  ...windows("ZeroPadding1D", {}, { padding: [1, 2] }),
  ...windows("ZeroPadding2D", {}, { padding: [[1, 2], [0, 3]] }),
  ...windows("ZeroPadding3D", {}, { padding: [[1, 2], [0, 1], [1, 0]] }),
  ["Cropping1D", STEPS, { cropping: [1, 2] }],
  ...windows("Cropping2D", {}, { cropping: [[1, 2], [0, 3]] }),
  ...windows("Cropping3D", {}, { cropping: [[1, 2], [0, 1], [1, 0]] }),
];

const RESIZING: readonly Row[] = [
  ["UpSampling1D", STEPS, { size: 3 }],
  ...windows(
    "UpSampling2D",
    {},
    { size: [2, 3] },
    { interpolation: "bilinear" },
    { interpolation: "bicubic" },
  ),
  ...windows("UpSampling3D", {}, {}),
  ...each(
    "Resizing",
    IMAGES,
    ...[
      {},
      { interpolation: "nearest" },
      { interpolation: "bicubic" },
      { antialias: true },
      { antialias: true, interpolation: "lanczos3" },
      { cropToAspectRatio: true },
      { padToAspectRatio: true },
    ].map((way) => ({ height: 5, width: 9, ...way })),
  ),
  ["Resizing", OPEN, { height: 5, width: 9 }],
  ["Resizing", FIRST_IMAGES, { height: 5, width: 9, ...FIRST }],
  ...each(
    "CenterCrop",
    IMAGES,
    { height: 3, width: 4 },
    { height: 9, width: 4 },
  ),
  ["RandomCrop", IMAGES, { height: 3, width: 4 }],
];

const MERGING: readonly Row[] = [
  ...["Add", "Average", "Maximum", "Minimum", "Multiply"].flatMap((
    layer,
  ): Row[] => [
    [layer, [[3, 4], [3, 4], [1, 4]]],
    [layer, [[4], [3, 4]]],
  ]),
  ["Subtract", [[3, 4], [3, 4]]],
  ...each("Concatenate", [[3, 4], [3, 4]], {}, { axis: 1 }),
  ...each("Dot", [[4], [4]], { axes: 1 }, { axes: 1, normalize: true }),
  ["Dot", [[3, 4], [4, 5]], { axes: [2, 1] }],
];

const PASSING: readonly Row[] = [
  ["ActivityRegularization", FEW],
  ...["AlphaDropout", "Dropout", "GaussianDropout"].flatMap((layer) =>
    each(layer, FEW, { rate: 0.5 })
  ),
  ["GaussianNoise", FEW, { stddev: 0.5 }],
  ...["SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"].map((
    layer,
    i,
  ): Row => [layer, SHAPES[i], { rate: 0.5 }]),
  ["RandomBrightness", IMAGES, { factor: 0.5 }],
  ["RandomContrast", IMAGES, { factor: 0.5 }],
  ["RandomFlip", IMAGES],
  ["RandomRotation", IMAGES, { factor: 0.1 }],
  ["RandomTranslation", IMAGES, { heightFactor: 0.2, widthFactor: 0.3 }],
  ["RandomZoom", IMAGES, { heightFactor: 0.2 }],
  ...each("Rescaling", [[3, 4]], { scale: 2, offset: 1 }, {
    scale: [1, 2, 3, 4],
  }),
];

/** Rows of all layers. */
export const ROWS: readonly Row[] = [
  ...ACTIVATIONS,
  ...CORE,
  ...CONVOLUTIONS,
  ...POOLING,
  ...NORMALIZATIONS,
  ...RESHAPING,
  ...RESIZING,
  ...MERGING,
  ...PASSING,
];
