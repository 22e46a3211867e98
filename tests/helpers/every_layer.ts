/** Every layer that there is, as few options as it needs, and a shape of input that it takes. */

import * as dg from "@decograd/decograd";

/** How a layer can be made and called. */
export interface Sample {
  /** Makes it. */
  readonly make: () => dg.layers.Layer;
  /** A shape that it takes. */
  readonly input: readonly number[];
  /** What it takes, of that shape: whole numbers, and two of them where there have to be two. */
  readonly given: () => dg.Tensor | dg.Tensor[];
}

type LayerClass = new (...args: unknown[]) => dg.layers.Layer;

const IMAGES = [2, 6, 6, 4];
const STEPS = [2, 6, 4];
const VOLUMES = [2, 4, 4, 4, 4];
const kernel = { filters: 2, kernelSize: 3 };

/** What the layers need beside nothing, and what they take beside images. */
const NEEDS: Readonly<Record<string, [object?, (readonly number[])?]>> = {
  AlphaDropout: [{ rate: 0.5 }],
  Activation: [{ activation: "relu" }],
  AveragePooling1D: [{ poolSize: 2 }, STEPS],
  AveragePooling2D: [{ poolSize: 2 }],
  AveragePooling3D: [{ poolSize: 2 }, VOLUMES],
  CenterCrop: [{ height: 3, width: 2 }],
  Conv1D: [kernel, STEPS],
  Conv1DTranspose: [kernel, STEPS],
  Conv2D: [kernel],
  Conv2DTranspose: [kernel],
  Conv3D: [kernel, VOLUMES],
  Conv3DTranspose: [kernel, VOLUMES],
  Cropping1D: [{}, STEPS],
  Cropping3D: [{}, VOLUMES],
  Dense: [{ units: 3 }],
  DepthwiseConv1D: [{ kernelSize: 3 }, STEPS],
  DepthwiseConv2D: [{ kernelSize: 3 }],
  Dot: [{ axes: 2 }, STEPS],
  Dropout: [{ rate: 0.5 }],
  Embedding: [{ inputDim: 3, outputDim: 2 }, [2, 3]],
  GaussianDropout: [{ rate: 0.5 }],
  GaussianNoise: [{ stddev: 0.5 }],
  GlobalAveragePooling1D: [{}, STEPS],
  GlobalAveragePooling3D: [{}, VOLUMES],
  GlobalMaxPooling1D: [{}, STEPS],
  GlobalMaxPooling3D: [{}, VOLUMES],
  GroupNormalization: [{ groups: 2 }],
  InputLayer: [{ shape: [3] }, [2, 3]],
  Lambda: [{ function: (x: dg.Tensor) => dg.mul(x, 2) }],
  MaxPooling1D: [{}, STEPS],
  MaxPooling3D: [{}, VOLUMES],
  Operation: [{ op: "relu", args: [{ input: 0 }] }],
  Permute: [{ dims: [3, 1, 2] }],
  RandomBrightness: [{ factor: 0.5 }],
  RandomContrast: [{ factor: 0.5 }],
  RandomCrop: [{ height: 3, width: 2 }],
  RandomRotation: [{ factor: 0.1 }],
  RandomTranslation: [{ heightFactor: 0.2, widthFactor: 0.3 }],
  RandomZoom: [{ heightFactor: 0.2 }],
  RepeatVector: [{ n: 3 }, [2, 4]],
  Rescaling: [{ scale: 2 }],
  Reshape: [{ targetShape: [-1] }],
  Resizing: [{ height: 3, width: 8 }],
  SeparableConv1D: [kernel, STEPS],
  SeparableConv2D: [kernel],
  SpatialDropout1D: [{ rate: 0.5 }, STEPS],
  SpatialDropout2D: [{ rate: 0.5 }],
  SpatialDropout3D: [{ rate: 0.5 }, VOLUMES],
  UpSampling1D: [{}, STEPS],
  UpSampling3D: [{}, VOLUMES],
  ZeroPadding1D: [{}, STEPS],
  ZeroPadding3D: [{}, VOLUMES],
};

function sampleOf(name: string, made: LayerClass): Sample {
  const [options = {}, input = IMAGES] = NEEDS[name] ?? [];
  const x = () => dg.ones(input);
  const given = () => ["Dot", "Subtract"].includes(name) ? [x(), x()] : x();
  if (name === "SpectralNormalization") {
    const layer = () => new dg.layers.Dense({ units: 3 });
    return { make: () => new made({ layer: layer() }), input, given };
  }
  if (name === "Sequential") {
    const layers = () => [new dg.layers.Dense({ units: 3 })];
    return { make: () => new made(layers()), input, given };
  }
  return { make: () => new made(options), input, given };
}

function isLayerClass(value: unknown): value is LayerClass {
  return typeof value === "function" &&
    value.prototype instanceof dg.layers.Layer;
}

/** The exported classes of layers that can be made, by their names. */
export const layerClasses: ReadonlyMap<string, LayerClass> = new Map(
  Object.entries({ ...dg.layers, Sequential: dg.Sequential }).flatMap((
    [name, value],
  ) =>
    isLayerClass(value) && value.name === name &&
      Object.hasOwn(value.prototype, "constructor") && !isAbstract(name)
      ? [[name, value]]
      : []
  ),
);

/** The bases are exported for those who derive from them. */
function isAbstract(name: string): boolean {
  return name.endsWith("Layer") && name !== "InputLayer";
}

/** Every layer, by the name of its class. */
export const everyLayer: ReadonlyMap<string, Sample> = new Map(
  [...layerClasses].map(([name, made]) => [name, sampleOf(name, made)]),
);
