/** Layers in Keras's object form. */

import { isMaker } from "../config/configurable.ts";
import { quote, ValueError } from "../config/errors.ts";
import { keepNames } from "../config/keep_names.ts";
import { checkMadeOfOptions } from "../config/lost_arguments.ts";
import type { Layer } from "./layer.ts";
import {
  claimName,
  type Config,
  type CustomObjects,
  customOf,
  isObjectConfig,
  nested,
  type SerializedObject,
  unknownIdentifier,
  writing,
} from "../config/serialization.ts";
import { toPartialShape } from "../variables/shapes.ts";

/** A class of layers. */
export interface LayerClass {
  /** Makes a layer from Keras's arguments. */
  fromConfig(config: Config, customObjects?: CustomObjects): Layer;
}

/**
 * A layer as Keras 3 writes it: with the shape of the input for which it was built.
 * @category Layers
 */
export interface SerializedLayer extends SerializedObject {
  /** What it was built with. */
  readonly build_config?: {
    /** The shape of its input, or of several a list of shapes. */
    readonly input_shape: (number | null)[] | (number | null)[][];
  };
}

// Keras's names and modules. The rooms say which classes are theirs as they are loaded: a layer that holds layers reads
// any of them, itself among them, which no order of imports could give it.
const named = new Map<string, { module: string; made: LayerClass }>();

/** Gives classes Keras's names, under which configs find them; `module` is where Keras keeps them. */
export function nameClasses(
  module: string,
  classes: Readonly<Record<string, LayerClass>>,
): void {
  keepNames(classes);
  for (const [name, made] of Object.entries(classes)) {
    named.set(name, { module, made });
  }
}

/** Keras's name of a class, and of several the one that it has itself. */
function nameOf(
  made: Layer["constructor"],
): { readonly name: string; readonly module: string } | null {
  const names = [...named].flatMap(([name, { module, made: known }]) =>
    known as unknown === made ? [{ name, module }] : []
  );
  return names.find(({ name }) => name === made.name) ?? names[0] ?? null;
}

function isKnown(made: object): boolean {
  return [...named.values()].some((one) => one.made as unknown === made);
}

/** The name of a layer's class: Keras's for its own, and the class's for one of the user's. */
export function classNameOf({ constructor }: Layer): string {
  return nameOf(constructor)?.name ?? constructor.name;
}

/** A layer in Keras's object form. */
export function writeLayer(layer: Layer): SerializedLayer {
  const known = nameOf(layer.constructor);
  const name = classNameOf(layer);
  const config = writing(() => {
    if (!known) claimName("layer", name, layer.constructor);
    const written = layer.getConfig();
    checkMadeOfOptions(layer, isKnown);
    return written;
  });
  const object = {
    module: known?.module ?? null,
    class_name: name,
    config,
    registered_name: known ? null : name,
  };
  if (!layer.builtShapes || layer.weights.length === 0) return object;
  const shapes = layer.builtShapes.map((shape) => [...shape]);
  const input_shape = shapes.length === 1 ? shapes[0] : shapes;
  return { ...object, build_config: { input_shape } };
}

/** Whether a config is that of one of Keras's layers. */
export function isLayerConfig(config: unknown): boolean {
  return isObjectConfig(config) && named.has(config.class_name);
}

/**
 * The layer that Keras's object form means, built if it was, with weights of its own.
 *
 * @throws {ValueError} if neither a class of ours nor one of `customObjects` has its name.
 */
export function readLayer(
  config: unknown,
  customObjects: CustomObjects = {},
): Layer {
  if (!isObjectConfig(config)) throw unknownIdentifier("layer", config, []);
  const custom = customOf(config, customObjects);
  const own = named.get(config.class_name)?.made;
  const maker = isMaker(custom) ? custom as LayerClass : own;
  if (!maker && custom !== undefined) {
    throw new ValueError(
      `Cannot find layer: expected a class of layers for ${
        quote(config.class_name)
      } in customObjects, received ${quote(custom)}`,
    );
  }
  if (!maker || typeof config.config === "string") {
    const names = [...named.keys(), ...Object.keys(customObjects)];
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
