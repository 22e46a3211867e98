/** Layers in Keras's object form. */

import { isMaker } from "./config_reader.ts";
import type { Layer } from "./layer.ts";
import { nested } from "./nesting.ts";
import {
  claimName,
  type Config,
  type CustomObjects,
  customOf,
  isObjectConfig,
  type SerializedObject,
  unknownIdentifier,
  writing,
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
  readonly build_config?: {
    /** The shape of its input, or of several a list of shapes. */
    readonly input_shape: (number | null)[] | (number | null)[][];
  };
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
  const config = writing(() => {
    if (!known) claimName("layer", name, layer.constructor);
    return layer.getConfig();
  });
  const object = {
    module: known ? container ? "keras" : "keras.layers" : null,
    class_name: name,
    config,
    registered_name: known ? null : name,
  };
  if (!layer.builtShapes || layer.weights.length === 0) return object;
  const shapes = layer.builtShapes.map((shape) => [...shape]);
  const input_shape = shapes.length === 1 ? shapes[0] : shapes;
  return { ...object, build_config: { input_shape } };
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
  const args = config.config ?? {};
  const layer = nested(() => maker.fromConfig(args, customObjects));
  const { build_config: built } = config as { build_config?: Config };
  if (built?.input_shape) {
    const [first, ...others] = shapesIn(built.input_shape)
      .map((shape) => toPartialShape(`build ${layer}`, shape));
    layer.ensureBuilt(first, ...others);
  }
  return layer;
}

/** The shapes that one shape, or a list of them, stands for. */
function shapesIn(shapes: unknown): readonly unknown[] {
  return Array.isArray(shapes) && Array.isArray(shapes[0]) ? shapes : [shapes];
}
