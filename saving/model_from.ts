/** Makes models of what files say. */

import { quote, ValueError } from "../config/errors.ts";
import type { Config, CustomObjects } from "../config/serialization.ts";
import { readLayer } from "../layers/layer_object.ts";
// A model is read of layers that have been loaded, whatever else a program imports.
import "../layers/mod.ts";
import { Model } from "../models/mod.ts";
import { postponingDraws } from "../variables/postponed.ts";

/**
 * The model of a config, built. Its weights are to come from the file: what would be drawn for them is not, unless it is read.
 *
 * @throws {ValueError} if it is of no model, or of one that is refused.
 */
export function modelFrom(
  action: string,
  config: Config,
  customObjects: CustomObjects,
): Model {
  return postponingDraws(() => built(action, config, customObjects));
}

function built(
  action: string,
  config: Config,
  customObjects: CustomObjects,
): Model {
  const model = told(action, "a model", () => readLayer(config, customObjects));
  if (model instanceof Model) {
    const [first, ...others] = model.builtShapes ?? [];
    // The layers of a class with a call of its own are built as it is called.
    if (first) {
      told(
        action,
        "a model",
        () => model.computeOutputShapes(first, ...others),
      );
    }
    return model;
  }
  throw new ValueError(
    `Cannot ${action}: expected a model, received ${quote(config.class_name)}`,
  );
}

/** What goes wrong in a part of a file, with the name of the file. */
export function told<T>(action: string, expected: string, f: () => T): T {
  try {
    return f();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    // It has been told.
    if (cause.message.startsWith(`Cannot ${action}: `)) throw cause;
    throw new ValueError(
      `Cannot ${action}: expected ${expected}, received what is refused: ${cause.message}`,
      { cause },
    );
  }
}
