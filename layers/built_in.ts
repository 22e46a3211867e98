/** The layers that a config can name. */

import { Activation } from "./activation.ts";
import { BatchNormalization } from "./batch_normalization.ts";
import { Conv2D } from "./conv2d.ts";
import { Conv2DTranspose } from "./conv2d_transpose.ts";
import { Dense } from "./dense.ts";
import { Flatten } from "./flatten.ts";
import { InputLayer } from "./input_layer.ts";
import type { Layer } from "./layer.ts";
import { Reshape } from "./reshape.ts";
import type { Config, CustomObjects } from "./serialization.ts";

/** A class of layers. */
export interface LayerClass {
  /** Makes a layer from Keras's arguments. */
  fromConfig(config: Config, customObjects?: CustomObjects): Layer;
}

/** The layers that hold no others, under Keras's names. */
export const BUILT_IN: Readonly<Record<string, LayerClass>> = {
  Activation,
  BatchNormalization,
  Conv2D,
  Conv2DTranspose,
  Convolution2D: Conv2D,
  Convolution2DTranspose: Conv2DTranspose,
  Dense,
  Flatten,
  InputLayer,
  Reshape,
};
