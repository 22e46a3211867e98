import { assert, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const L = dg.layers;
const { ShapeError, ValueError } = dg;

/** What is refused when a layer is made, and what the error says. */
const OPTIONS: readonly (readonly [(missing: never) => unknown, string])[] = [
  [() => new L.BatchNormalization({ epsilon: NaN }), "epsilon"],
  [(v) => new L.BatchNormalization({ axis: v }), "axis"],
  [() => new L.LayerNormalization({ axis: [] }), "axis"],
  [() => new L.LayerNormalization({ axis: 0.5 }), "axis"],
  [() => new L.GroupNormalization({ groups: 0 }), "groups"],
  [
    () => new L.Dropout({ rate: 1.5 }),
    "rate to be a finite number from 0 to 1, received 1.5",
  ],
  [() => new L.Dropout({ rate: -1 }), "rate to be a finite number from 0 to 1"],
  [() => new L.Dropout({ rate: 0.5, seed: 1.5 }), "seed"],
  [() => new L.Dropout({ rate: 0.5, noiseShape: [0] }), "noiseShape"],
  [
    () => new L.GaussianNoise({ stddev: 2 }),
    "stddev to be a finite number from 0 to 1",
  ],
  [() => new L.LeakyReLU({ negativeSlope: -1 }), "negativeSlope"],
  [(v) => new L.LeakyReLU({ negativeSlope: v }), "negativeSlope"],
  [() => new L.ReLU({ maxValue: -1 }), "maxValue"],
  [() => new L.ReLU({ threshold: -1 }), "threshold"],
  [() => new L.PReLU({ sharedAxes: [0] }), "sharedAxes"],
  [() => new L.MaxPooling2D({ poolSize: 0 }), "poolSize"],
  [() => new L.MaxPooling2D({ padding: "causal" as "same" }), "padding"],
  [(v) => new L.AveragePooling2D({ poolSize: v }), "poolSize"],
  [() => new L.UpSampling2D({ size: 0 }), "size"],
  [
    () => new L.UpSampling2D({ interpolation: "linear" as "nearest" }),
    "interpolation",
  ],
  [() => new L.ZeroPadding2D({ padding: [1, 2, 3] }), "padding"],
  [() => new L.ZeroPadding2D({ padding: -1 }), "padding"],
  [() => new L.Cropping2D({ cropping: [[1, 2, 3], 1] }), "cropping"],
  [() => new L.Permute({ dims: [1, 3] }), "consecutive integers from 1"],
  [() => new L.RepeatVector({ n: 0 }), "n to be a strictly positive integer"],
  [() => new L.Rescaling({ scale: NaN }), "scale"],
  [
    (v) => new L.SpectralNormalization({ layer: v }),
    "expected layer to be a layer",
  ],
  [
    () =>
      new L.SpectralNormalization({
        layer: new L.Dense({ units: 1 }),
        powerIterations: 0,
      }),
    "powerIterations",
  ],
  [
    () => new L.Add({ axis: 1 } as dg.layers.LayerOptions),
    "received axis",
  ],
];

Deno.test("options that Keras refuses are refused", () => {
  for (const [make, message] of OPTIONS) {
    const error = assertThrows(() => make(null as never), Error, message);
    assert(error instanceof ValueError || error instanceof TypeError);
  }
});

const { zeros } = dg;

/** What a layer does not take, and what the error says. */
const INPUTS: readonly (readonly [
  dg.layers.Layer,
  dg.Tensor | dg.Tensor[],
  typeof ValueError | typeof ShapeError,
  string,
])[] = [
  [new L.BatchNormalization({ axis: 5 }), zeros([2, 3]), ValueError, "axis"],
  [new L.LayerNormalization({ axis: 5 }), zeros([2, 3]), ValueError, "axis"],
  [
    new L.GroupNormalization({ groups: 4 }),
    zeros([2, 3, 6]),
    ValueError,
    "multiple of groups 4",
  ],
  [
    new L.GroupNormalization({ groups: 1, axis: 0 }),
    zeros([2, 6]),
    ValueError,
    "on axis 0",
  ],
  [new L.MaxPooling2D(), zeros([2, 4, 4]), ShapeError, "[batch, height"],
  [new L.MaxPooling2D({ poolSize: 5 }), zeros([1, 2, 2, 1]), ValueError, "5"],
  [
    new L.Cropping2D({ cropping: 2 }),
    zeros([1, 3, 3, 1]),
    ShapeError,
    "larger than cropping",
  ],
  [new L.Permute({ dims: [2, 1] }), zeros([2, 3]), ShapeError, "3 axes"],
  [new L.RepeatVector({ n: 2 }), zeros([2, 3, 4]), ShapeError, "features"],
  [
    new L.Concatenate(),
    [zeros([2, 3]), zeros([3, 3])],
    ShapeError,
    "differ on axis 1 only",
  ],
  [new L.Concatenate(), [], ValueError, "an array of at least 1, received 0"],
  [
    new L.Add(),
    [zeros([2, 3]), zeros([2, 4])],
    ShapeError,
    "received [2, 3], [2, 4]",
  ],
  [
    new L.Add(),
    [zeros([1, 3]), zeros([2, 3])],
    ShapeError,
    "one batch size",
  ],
  [
    new L.Subtract(),
    [zeros([2, 3]), zeros([2, 3]), zeros([2, 3])],
    ValueError,
    "expected two inputs, received 3",
  ],
  [
    new L.SpectralNormalization({ layer: new L.ReLU() }),
    zeros([2, 3]),
    ValueError,
    "a kernel or embeddings",
  ],
];

Deno.test("inputs that do not fit are refused", () => {
  for (const [layer, x, type, message] of INPUTS) {
    const apply = () => layer.apply(x);
    if (type === ShapeError) assertThrows(apply, ShapeError, message);
    else assertThrows(apply, ValueError, message);
  }
  const dropout = new L.Dropout({ rate: 0.5, noiseShape: [2] });
  assertThrows(
    () => dropout.apply(zeros([2, 3]), { training: true }),
    ShapeError,
    "noiseShape [2] broadcasts",
  );
});

Deno.test("layers that are built refuse other channels, and merging ones other shapes", () => {
  const pairs: readonly [dg.layers.Layer, number[], number[]][] = [
    [new L.BatchNormalization(), [2, 3], [2, 4]],
    [new L.LayerNormalization(), [2, 3], [2, 4]],
    [new L.GroupNormalization({ groups: 1 }), [2, 3], [2, 4]],
    [new L.PReLU(), [2, 3], [2, 4]],
  ];
  for (const [layer, first, second] of pairs) {
    layer.apply(zeros(first));
    assertThrows(() => layer.apply(zeros(second)), ShapeError, "size 3");
  }
  const add = new L.Add();
  add.apply([zeros([2, 3]), zeros([2, 3])]);
  const wrong = [zeros([2, 3]), zeros([2, 4])];
  assertThrows(() => add.apply(wrong), ShapeError, "broadcast together");
});

Deno.test("configs that ask for what there is not are refused", () => {
  const configs = [
    ["BatchNormalization", { synchronized: true }, "synchronized"],
    ["BatchNormalization", { renorm: true }, "renorm"],
    ["LayerNormalization", { rms_scaling: true }, "rms_scaling"],
  ] as const;
  for (const [name, config, message] of configs) {
    assertThrows(
      () => dg.layers.deserialize({ class_name: name, config }),
      ValueError,
      message,
    );
  }
  assertThrows(
    () => dg.layers.deserialize({ class_name: "BatchNormalisation" }),
    ValueError,
    "did you mean BatchNormalization",
  );
});

Deno.test("layers name what the input has no room or no axis for", () => {
  const cases: readonly (readonly [dg.layers.Layer, number[], string])[] = [
    [
      new dg.layers.MaxPooling2D({ poolSize: [2, 3], name: "pool" }),
      [1, 2, 2, 1],
      'Cannot apply MaxPooling2D "pool": expected images of at least poolSize [2, 3], received [2, 2]',
    ],
    [
      new dg.layers.UnitNormalization({ axis: 2, name: "unit" }),
      [2, 3],
      'Cannot compute UnitNormalization "unit": expected an axis from -2 to 1, received axis 2',
    ],
    [
      new dg.layers.PReLU({ sharedAxes: [1, 2], name: "slopes" }),
      [2, 3],
      'Cannot build PReLU "slopes": expected an input with sharedAxes [1,2], received [2,3]',
    ],
  ];
  for (const [layer, shape, message] of cases) {
    assertThrows(() => layer.apply(dg.zeros(shape)), dg.ValueError, message);
  }
});
