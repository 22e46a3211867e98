/** A layer once more, made of its config as Keras does, with weights of its own. */

import { type Configurable, tableOf } from "../config/configurable.ts";
import { Configured } from "../config/configured.ts";
import { FunctionPart } from "../config/part.ts";
import { rowsOf } from "../config/schema.ts";
import type { Config, CustomObjects } from "../config/serialization.ts";
import type { Layer } from "../layers/layer.ts";

/** A class of layers. */
interface LayerClass {
  fromConfig(config: Config, customObjects: CustomObjects): Layer;
}

/** The same layer without its weights. */
export function cloneLayer(layer: Layer): Layer {
  const made = layer.constructor as unknown as LayerClass;
  return made.fromConfig(layer.getConfig(), ownObjects(layer));
}

/** What the config of a layer tells by its name only: the classes and functions of the user's own, if they are its options. */
function ownObjects(layer: Layer): CustomObjects {
  const found: Record<string, unknown> = {};
  for (const module of layer.modules) {
    if (module !== layer) found[module.constructor.name] = module.constructor;
    const made = module.constructor as unknown as Configurable;
    for (const [option] of rowsOf(tableOf(made))) {
      const value: unknown = Reflect.get(module, option);
      if (typeof value === "function") found[value.name] = value;
      if (value instanceof FunctionPart) {
        found[value.function.name] = value.function;
      } else if (value instanceof Configured) {
        found[value.constructor.name] = value.constructor;
      }
    }
  }
  return found;
}
