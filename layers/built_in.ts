/** The layers that a config can name. */

import { Activation } from "./activation.ts";
import { Add } from "./add.ts";
import { Average } from "./average.ts";
import { AveragePooling2D } from "./average_pooling2d.ts";
import { BatchNormalization } from "./batch_normalization.ts";
import { Concatenate } from "./concatenate.ts";
import { Conv1D } from "./conv1d.ts";
import { Conv1DTranspose } from "./conv1d_transpose.ts";
import { Conv2D } from "./conv2d.ts";
import { Conv2DTranspose } from "./conv2d_transpose.ts";
import { Cropping2D } from "./cropping2d.ts";
import { Dense } from "./dense.ts";
import { DepthwiseConv2D } from "./depthwise_conv2d.ts";
import { Dropout } from "./dropout.ts";
import { ELU } from "./elu.ts";
import { Embedding } from "./embedding.ts";
import { Flatten } from "./flatten.ts";
import { GaussianNoise } from "./gaussian_noise.ts";
import { GlobalAveragePooling2D } from "./global_average_pooling2d.ts";
import { GlobalMaxPooling2D } from "./global_max_pooling2d.ts";
import { GroupNormalization } from "./group_normalization.ts";
import { InputLayer } from "./input_layer.ts";
import { Lambda } from "./lambda.ts";
import type { Layer } from "./layer.ts";
import { LayerNormalization } from "./layer_normalization.ts";
import { LeakyReLU } from "./leaky_relu.ts";
import { MaxPooling2D } from "./max_pooling2d.ts";
import { Maximum } from "./maximum.ts";
import { Minimum } from "./minimum.ts";
import { Multiply } from "./multiply.ts";
import { Permute } from "./permute.ts";
import { PReLU } from "./prelu.ts";
import { ReLU } from "./relu.ts";
import { RepeatVector } from "./repeat_vector.ts";
import { Rescaling } from "./rescaling.ts";
import { Reshape } from "./reshape.ts";
import { SeparableConv2D } from "./separable_conv2d.ts";
import type { Config, CustomObjects } from "./serialization.ts";
import { Softmax } from "./softmax.ts";
import { SpatialDropout2D } from "./spatial_dropout2d.ts";
import { Subtract } from "./subtract.ts";
import { UnitNormalization } from "./unit_normalization.ts";
import { UpSampling2D } from "./up_sampling2d.ts";
import { ZeroPadding2D } from "./zero_padding2d.ts";

/** A class of layers. */
export interface LayerClass {
  /** Makes a layer from Keras's arguments. */
  fromConfig(config: Config, customObjects?: CustomObjects): Layer;
}

/** The layers that hold no others, under Keras's names. */
export const BUILT_IN: Readonly<Record<string, LayerClass>> = {
  Activation,
  Add,
  Average,
  AveragePooling2D,
  AvgPool2D: AveragePooling2D,
  BatchNormalization,
  Concatenate,
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Convolution1D: Conv1D,
  Convolution1DTranspose: Conv1DTranspose,
  Convolution2D: Conv2D,
  Convolution2DTranspose: Conv2DTranspose,
  Cropping2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  ELU,
  Embedding,
  Flatten,
  GaussianNoise,
  GlobalAveragePooling2D,
  GlobalAvgPool2D: GlobalAveragePooling2D,
  GlobalMaxPool2D: GlobalMaxPooling2D,
  GlobalMaxPooling2D,
  GroupNormalization,
  InputLayer,
  Lambda,
  LayerNormalization,
  LeakyReLU,
  Maximum,
  MaxPool2D: MaxPooling2D,
  MaxPooling2D,
  Minimum,
  Multiply,
  Permute,
  PReLU,
  ReLU,
  RepeatVector,
  Rescaling,
  Reshape,
  SeparableConv2D,
  SeparableConvolution2D: SeparableConv2D,
  Softmax,
  SpatialDropout2D,
  Subtract,
  UnitNormalization,
  UpSampling2D,
  ZeroPadding2D,
};
