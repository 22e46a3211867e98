/** Keras's layers, each under its name: what a config can name is what is exported here. */

export {
  Activation,
  type ActivationOptions,
  ELU,
  type ELUOptions,
  LeakyReLU,
  type LeakyReLUOptions,
  ReLU,
  type ReLUOptions,
  Softmax,
  type SoftmaxOptions,
} from "./activations/activation_layers.ts";
export {
  ActivityRegularization,
  type ActivityRegularizationOptions,
} from "./regularization/activity_regularization.ts";
export {
  Add,
  Average,
  Maximum,
  Minimum,
  Multiply,
  Subtract,
} from "./merging/merging_layers.ts";
export {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  MaxPooling1D,
  type MaxPooling1DOptions,
  MaxPooling2D,
  MaxPooling3D,
  type MaxPooling3DOptions,
} from "./pooling/pooling.ts";
export type { MaxPooling2DOptions } from "./pooling/pool_layer.ts";
export {
  BatchNormalization,
  type BatchNormalizationOptions,
} from "./normalization/batch_normalization.ts";
export { Concatenate, type ConcatenateOptions } from "./merging/concatenate.ts";
export {
  Conv1D,
  type Conv1DOptions,
  Conv2D,
  type Conv2DOptions,
  Conv3D,
  type Conv3DOptions,
} from "./convolutional/conv.ts";
export {
  Conv1DTranspose,
  type Conv1DTransposeOptions,
  Conv2DTranspose,
  type Conv2DTransposeOptions,
  Conv3DTranspose,
  type Conv3DTransposeOptions,
} from "./convolutional/conv_transpose.ts";
export type { ConvPadding as Conv1DPadding } from "./convolutional/conv_layer.ts";
export {
  Cropping1D,
  type Cropping1DOptions,
  Cropping2D,
  type Cropping2DOptions,
  Cropping3D,
  type Cropping3DOptions,
} from "./reshaping/cropping.ts";
export { Dense, type DenseOptions } from "./core/dense.ts";
export {
  DepthwiseConv1D,
  type DepthwiseConv1DOptions,
  DepthwiseConv2D,
  type DepthwiseConv2DOptions,
} from "./convolutional/depthwise_conv.ts";
export {
  SeparableConv1D,
  type SeparableConv1DOptions,
  SeparableConv2D,
  type SeparableConv2DOptions,
} from "./convolutional/separable_conv.ts";
export { Dot, type DotOptions } from "./merging/dot.ts";
export {
  AlphaDropout,
  Dropout,
  type DropoutOptions,
  SpatialDropout1D,
  type SpatialDropout1DOptions,
  SpatialDropout2D,
  type SpatialDropout2DOptions,
  SpatialDropout3D,
  type SpatialDropout3DOptions,
} from "./regularization/dropout_layers.ts";
export { Embedding, type EmbeddingOptions } from "./core/embedding.ts";
export { Flatten, type FlattenOptions } from "./reshaping/flatten.ts";
export {
  GaussianDropout,
  type GaussianDropoutOptions,
  GaussianNoise,
  type GaussianNoiseOptions,
} from "./regularization/gaussian_noise.ts";
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
} from "./pooling/global_pooling.ts";
export {
  GroupNormalization,
  type GroupNormalizationOptions,
} from "./normalization/group_normalization.ts";
export { Identity } from "./core/identity.ts";
export { InputLayer, type InputLayerOptions } from "./core/input_layer.ts";
export {
  Lambda,
  type LambdaFunction,
  type LambdaOptions,
} from "./core/lambda.ts";
export {
  LayerNormalization,
  type LayerNormalizationOptions,
} from "./normalization/layer_normalization.ts";
export {
  Normalization,
  type NormalizationOptions,
} from "./preprocessing/normalization.ts";
export { Permute, type PermuteOptions } from "./reshaping/permute.ts";
export { PReLU, type PReLUOptions } from "./activations/prelu.ts";
export {
  RandomBrightness,
  type RandomBrightnessOptions,
  RandomContrast,
  type RandomContrastOptions,
} from "./preprocessing/random_colors.ts";
export {
  RandomCrop,
  type RandomCropOptions,
} from "./preprocessing/random_crop.ts";
export {
  type FlipMode,
  RandomFlip,
  type RandomFlipOptions,
} from "./preprocessing/random_flip.ts";
export {
  RandomRotation,
  type RandomRotationOptions,
  RandomTranslation,
  type RandomTranslationOptions,
  RandomZoom,
  type RandomZoomOptions,
} from "./preprocessing/random_transforms.ts";
export {
  RepeatVector,
  type RepeatVectorOptions,
} from "./reshaping/repeat_vector.ts";
export {
  type Rescale,
  Rescaling,
  type RescalingOptions,
} from "./preprocessing/rescaling.ts";
export {
  RMSNormalization,
  type RMSNormalizationOptions,
} from "./normalization/rms_normalization.ts";
export {
  CenterCrop,
  Resizing,
  type ResizingOptions,
  type SizedOptions as CenterCropOptions,
} from "./preprocessing/sized_images.ts";
export { Reshape, type ReshapeOptions } from "./reshaping/reshape.ts";
export {
  UnitNormalization,
  type UnitNormalizationOptions,
} from "./normalization/unit_normalization.ts";
export {
  UpSampling1D,
  type UpSampling1DOptions,
  UpSampling2D,
  type UpSampling2DOptions,
  UpSampling3D,
  type UpSampling3DOptions,
} from "./reshaping/up_sampling.ts";
export {
  ZeroPadding1D,
  type ZeroPadding1DOptions,
  ZeroPadding2D,
  type ZeroPadding2DOptions,
  ZeroPadding3D,
  type ZeroPadding3DOptions,
} from "./reshaping/zero_padding.ts";
