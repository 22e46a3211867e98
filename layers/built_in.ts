/** Keras's layers, each under its name: what a config can name is what is exported here. */

export { Activation, type ActivationOptions } from "./activation.ts";
export {
  Conv2D,
  Conv2D as Convolution2D,
  type Conv2DOptions,
} from "./conv2d.ts";
export {
  Conv2DTranspose,
  Conv2DTranspose as Convolution2DTranspose,
  type Conv2DTransposeOptions,
} from "./conv2d_transpose.ts";
export { Dense, type DenseOptions } from "./dense.ts";
export { Flatten, type FlattenOptions } from "./flatten.ts";
export { InputLayer, type InputLayerOptions } from "./input_layer.ts";
export { Reshape, type ReshapeOptions } from "./reshape.ts";
