/** Layers in Keras's object form. */

import { customOf, isMaker } from "./config_reader.ts";
import type { Layer } from "./layer.ts";
import {
  type Config,
  type CustomObjects,
  isObjectConfig,
  type SerializedObject,
  unknownIdentifier,
} from "./serialization.ts";
import { toPartialShape } from "./shapes.ts";

/** A class of layers. */
export interface LayerClass {
  /** Makes a layer from Keras's arguments. */
  fromConfig(config: Config, customObjects?: CustomObjects): Layer;
}

/** A layer as Keras 3 writes it: with the shape of the input for which it was built. */
export interface SerializedLayer extends SerializedObject {
  /** What it was built with. */
  readonly build_config?: { readonly input_shape: (number | null)[] };
}

/** A layer in Keras's object form, `classes` being those that have a name of Keras's. */
export function writeLayer(
  layer: Layer,
  classes: Readonly<Record<string, LayerClass>>,
): SerializedLayer {
  const { name } = layer.constructor;
  const named: unknown = Object.hasOwn(classes, name) && classes[name];
  const known = named === layer.constructor;
  const container = name === "Sequential";
  const object = {
    module: known ? container ? "keras" : "keras.layers" : null,
    class_name: name,
    config: layer.getConfig(),
    registered_name: known ? null : name,
  };
  if (!layer.builtShape || layer.weights.length === 0) return object;
  return { ...object, build_config: { input_shape: [...layer.builtShape] } };
}

/**
 * The layer that Keras's object form means, built if it was, with weights of its own.
 *
 * @throws {ValueError} if neither `classes` nor `customObjects` have its name.
 */
export function readLayer(
  config: unknown,
  classes: Readonly<Record<string, LayerClass>>,
  customObjects: CustomObjects = {},
): Layer {
  if (!isObjectConfig(config)) throw unknownIdentifier("layer", config, []);
  const custom = customOf(config, customObjects);
  const own = Object.hasOwn(classes, config.class_name)
    ? classes[config.class_name]
    : undefined;
  const maker = isMaker(custom) ? custom as LayerClass : own;
  if (!maker || typeof config.config === "string") {
    const names = [...Object.keys(classes), ...Object.keys(customObjects)];
    throw unknownIdentifier("layer", config, names);
  }
  const layer = maker.fromConfig(config.config ?? {}, customObjects);
  const { build_config: built } = config as { build_config?: Config };
  if (built?.input_shape) {
    layer.ensureBuilt(toPartialShape(`build ${layer}`, built.input_shape));
  }
  return layer;
}
