/**
 * Layers: Keras's, with its names in camelCase.
 *
 * @module
 */

import { BUILT_IN } from "./built_in.ts";
import type { Layer } from "./layer.ts";
import { readLayer, type SerializedLayer, writeLayer } from "./layer_object.ts";
import { Sequential } from "./sequential.ts";
import { SpectralNormalization } from "./spectral_normalization.ts";
import type { CustomObjects, ObjectConfig } from "./serialization.ts";

export { Activation, type ActivationOptions } from "./activation.ts";
export { Add } from "./add.ts";
export type { AxisLike, PairLike } from "./arguments.ts";
export { Average } from "./average.ts";
export { AveragePooling2D } from "./average_pooling2d.ts";
export {
  BatchNormalization,
  type BatchNormalizationOptions,
} from "./batch_normalization.ts";
export { Concatenate, type ConcatenateOptions } from "./concatenate.ts";
export { Conv1D, type Conv1DOptions, type Conv1DPadding } from "./conv1d.ts";
export {
  type Conv1DBaseOptions,
  Conv1DLayer,
  type SingleLike,
} from "./conv1d_layer.ts";
export {
  Conv1DTranspose,
  type Conv1DTransposeOptions,
} from "./conv1d_transpose.ts";
export { Conv2D, type Conv2DOptions } from "./conv2d.ts";
export {
  Conv2DTranspose,
  type Conv2DTransposeOptions,
} from "./conv2d_transpose.ts";
export { ConvLayer, type ConvOptions } from "./conv_layer.ts";
export { Cropping2D, type Cropping2DOptions } from "./cropping2d.ts";
export { Dense, type DenseOptions } from "./dense.ts";
export {
  DepthwiseConv2D,
  type DepthwiseConv2DOptions,
} from "./depthwise_conv2d.ts";
export { DepthwiseLayer, type DepthwiseOptions } from "./depthwise_layer.ts";
export { Dropout, type DropoutOptions } from "./dropout.ts";
export type { DTypeIdentifier } from "./dtype_policy.ts";
export { ElementwiseLayer } from "./elementwise_layer.ts";
export { ELU, type ELUOptions } from "./elu.ts";
export { Embedding, type EmbeddingOptions } from "./embedding.ts";
export { Flatten, type FlattenOptions } from "./flatten.ts";
export { GaussianNoise, type GaussianNoiseOptions } from "./gaussian_noise.ts";
export { GlobalAveragePooling2D } from "./global_average_pooling2d.ts";
export { GlobalMaxPooling2D } from "./global_max_pooling2d.ts";
export {
  GlobalPoolLayer,
  type GlobalPoolOptions,
} from "./global_pool_layer.ts";
export {
  GroupNormalization,
  type GroupNormalizationOptions,
} from "./group_normalization.ts";
export { imageDataFormat, setImageDataFormat } from "./image_data_format.ts";
export { InputLayer, type InputLayerOptions } from "./input_layer.ts";
export type { InputSpec } from "./input_spec.ts";
export type { KernelAndBiasOptions } from "./kernel_and_bias.ts";
export { Lambda, type LambdaFunction, type LambdaOptions } from "./lambda.ts";
export { Layer } from "./layer.ts";
export {
  LayerNormalization,
  type LayerNormalizationOptions,
} from "./layer_normalization.ts";
export type { SerializedLayer } from "./layer_object.ts";
export type { CallOptions, LayerOptions } from "./layer_options.ts";
export { LeakyReLU, type LeakyReLUOptions } from "./leaky_relu.ts";
export type { Margins, MarginsLike } from "./margins.ts";
export { MaxPooling2D, type MaxPooling2DOptions } from "./max_pooling2d.ts";
export { Maximum } from "./maximum.ts";
export { MergeLayer } from "./merge_layer.ts";
export { Minimum } from "./minimum.ts";
export { Module } from "./module.ts";
export { Multiply } from "./multiply.ts";
export { Permute, type PermuteOptions } from "./permute.ts";
export { PoolLayer, type PoolOptions } from "./pool_layer.ts";
export { PReLU, type PReLUOptions } from "./prelu.ts";
export { ReLU, type ReLUOptions } from "./relu.ts";
export { RepeatVector, type RepeatVectorOptions } from "./repeat_vector.ts";
export { Rescaling, type RescalingOptions } from "./rescaling.ts";
export { Reshape, type ReshapeOptions } from "./reshape.ts";
export type { ScaleAndOffsetOptions } from "./scale_and_offset.ts";
export {
  SeparableConv2D,
  type SeparableConv2DOptions,
} from "./separable_conv2d.ts";
export { Sequential, type SequentialOptions } from "./sequential.ts";
export type {
  Config,
  CustomObjects,
  ObjectConfig,
  SerializedObject,
} from "./serialization.ts";
export type { PartialShape } from "./shapes.ts";
export { Softmax, type SoftmaxOptions } from "./softmax.ts";
export {
  SpatialDropout2D,
  type SpatialDropout2DOptions,
} from "./spatial_dropout2d.ts";
export {
  SpectralNormalization,
  type SpectralNormalizationOptions,
} from "./spectral_normalization.ts";
export { Subtract } from "./subtract.ts";
export {
  UnitNormalization,
  type UnitNormalizationOptions,
} from "./unit_normalization.ts";
export { UpSampling2D, type UpSampling2DOptions } from "./up_sampling2d.ts";
export { Variable, type VariableOptions } from "./variable.ts";
export type { WeightOptions } from "./weight.ts";
export { ZeroPadding2D, type ZeroPadding2DOptions } from "./zero_padding2d.ts";

const CLASSES = { ...BUILT_IN, Sequential, SpectralNormalization };

/**
 * A layer in Keras's object form, without its weights.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Dense({ units: 4 });
 * const copy = dg.layers.deserialize(dg.layers.serialize(layer));
 * assertEquals(copy.getConfig(), layer.getConfig());
 * ```
 */
export function serialize(layer: Layer): SerializedLayer {
  return writeLayer(layer, CLASSES);
}

/**
 * The layer that Keras's object form means, with first weights of its own if it had been built; classes and functions
 * of the user's own are looked up in `customObjects`.
 *
 * @throws {ValueError} if there is no layer of that name.
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): Layer {
  return readLayer(config, CLASSES, customObjects);
}
