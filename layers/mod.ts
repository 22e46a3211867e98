/**
 * Layers: Keras's, with its names in camelCase.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { Conv2DTranspose } from "@decograd/decograd/layers";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new Conv2DTranspose({ filters: 8, kernelSize: 3, strides: 2, padding: "same" });
 * assertEquals(layer.apply(dg.ones([2, 7, 7, 4])).shape, [2, 14, 14, 8]);
 * ```
 *
 * @category Layers
 * @module
 */

import { checkArgumentCount } from "../config/options.ts";
import * as aliases from "./aliases.ts";
import * as builtIn from "./built_in.ts";
import { quote } from "../config/errors.ts";
import { Layer } from "./layer.ts";
import {
  nameClasses,
  readLayer,
  type SerializedLayer,
  writeLayer,
} from "./layer_object.ts";
import type { CustomObjects, ObjectConfig } from "../config/serialization.ts";
import { Operation } from "./operation.ts";
import { SpectralNormalization } from "./normalization/spectral_normalization.ts";

export type { DataFormat } from "../autograd/ops/options.ts";
export type {
  ConvAxes,
  ConvAxis,
  Padding,
  Pair,
} from "../autograd/ops/conv_geometry.ts";
export type { Interpolation } from "../autograd/ops/resampling.ts";
export type { DType } from "../backends/dtype.ts";
export {
  DropoutLayer,
  type RateOptions,
} from "./regularization/dropout_layers.ts";
export { ElementwiseLayer } from "./elementwise_layer.ts";
export * from "./built_in.ts";
// Behind those that they stand for: what comes first is what the documentation calls it.
export * from "./aliases.ts";
export {
  type ConvTransposeOptions,
  TransposedConvLayer,
} from "./convolutional/conv_transpose.ts";
export {
  GroupedConvLayer,
  type GroupedConvOptions,
} from "./convolutional/conv.ts";
export {
  ConvLayer,
  type ConvOptions,
  type FiltersFirst,
  type Windows,
} from "./convolutional/conv_layer.ts";
export {
  DepthwiseConvLayer,
  DepthwiseLayer,
  type DepthwiseOptions,
} from "./convolutional/depthwise_conv.ts";
export {
  SeparableConvLayer,
  type SeparableOptions,
} from "./convolutional/separable_conv.ts";
export {
  GlobalPoolLayer,
  type GlobalPoolOptions,
} from "./pooling/global_pooling.ts";
export { ImageLayer, type ImageOptions, type PairLike } from "./image_layer.ts";
export {
  imageDataFormat,
  setImageDataFormat,
} from "../variables/image_data_format.ts";
export { BuiltModule } from "./built_module.ts";
export { MixedModule } from "./mixed_module.ts";
export { Layer };
export {
  RandomColorLayer,
  type RandomColorOptions,
} from "./preprocessing/random_colors.ts";
export type { Factor } from "./preprocessing/random_factor.ts";
export {
  RandomImageLayer,
  type RandomImageOptions,
} from "./preprocessing/random_image_layer.ts";
export {
  RandomTransformLayer,
  type RandomTransformOptions,
} from "./preprocessing/random_transforms.ts";
export {
  SizedImageLayer,
  type SizedOptions,
} from "./preprocessing/sized_images.ts";
export { MergeLayer } from "./merging/merge_layer.ts";
export { Module } from "../variables/module.ts";
export {
  NormalizationLayer,
  type ScaleAndOffsetOptions,
} from "./normalization/normalization_layer.ts";
export { PoolLayer, type PoolOptions } from "./pooling/pool_layer.ts";
export {
  RandomLayer,
  type RandomOptions,
} from "./regularization/random_layer.ts";
export { SpatialDropoutLayer } from "./regularization/dropout_layers.ts";
export {
  SpectralNormalization,
  type SpectralNormalizationOptions,
} from "./normalization/spectral_normalization.ts";
export { Variable, type VariableOptions } from "../variables/variable.ts";
export type { AxisLike, Tuple } from "../config/rows.ts";
export {
  type DTypeIdentifier,
  type DTypePolicy,
  dtypePolicy,
  setDtypePolicy,
  type WholeDType,
} from "../variables/dtype_policy.ts";
export type { InputSpec } from "./input_spec.ts";
export {
  type BiasOptions,
  type KernelAndBiasOptions,
  KernelLayer,
} from "./kernel_layer.ts";
export type { SerializedLayer } from "./layer_object.ts";
export type { CallOptions, LayerOptions } from "./layer_options.ts";
export { CroppingLayer } from "./reshaping/cropping.ts";
export type {
  Margins,
  MarginsLike,
  VolumeMargins,
} from "./reshaping/margins.ts";
export { ZeroPaddingLayer } from "./reshaping/zero_padding.ts";
export type { Configured } from "../config/configured.ts";
export type { RichText } from "../config/rich_text.ts";
export type { SummaryOptions } from "./summary/summary.ts";
export type { Deserialize, Get, NameOf, Serialize } from "../config/family.ts";
export type {
  Config,
  CustomObjects,
  ObjectConfig,
  SerializedObject,
  SnakeName,
} from "../config/serialization.ts";
export type { PartialShape } from "../variables/shapes.ts";
export type { WeightOptions } from "../variables/weight.ts";

nameClasses("keras.layers", { ...builtIn, SpectralNormalization });
nameClasses("keras.layers", aliases);
// Keras has a class for each op; here one has them all.
nameClasses("decograd", { Operation });

export { Operation };
export type { OperationOptions } from "./operation.ts";

/**
 * A layer in Keras's object form, without its weights.
 *
 * @throws {TypeError} if it is no layer, or if two functions or classes of one's own in it have one name.
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
 *
 * @category Layers
 */
export function serialize(layer: Layer): SerializedLayer {
  checkArgumentCount("serialize a layer", arguments, 1);
  if (!(layer instanceof Layer)) {
    throw new TypeError(
      `Cannot serialize a layer: expected a layer, received ${quote(layer)}`,
    );
  }
  return writeLayer(layer);
}

/**
 * The layer that Keras's object form means, with first weights of its own if it had been built; classes and functions
 * of the user's own are looked up in `customObjects`.
 *
 * @throws {ValueError} if there is no layer of that name.
 *
 * @category Layers
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): Layer {
  checkArgumentCount("deserialize a layer", arguments, 2);
  return readLayer(config, customObjects);
}
