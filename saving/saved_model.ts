/** What a file of a model holds, whatever its form. */

import type { Config, CustomObjects } from "../config/serialization.ts";
import type { Model } from "../models/model.ts";
import type { Matches } from "../models/weights/put.ts";

/** A model in a file. */
export interface SavedModel {
  /** The model in Keras's object form. */
  readonly config: Config;
  /** How it is compiled, if it is, in Keras's form. */
  readonly compiled: Config | null;
  /** The weights for a model that was made of the config. */
  match(model: Model, customObjects: CustomObjects): Matches;
  /** What was kept of the optimizer, in Keras's order. */
  optimizer(): readonly ArrayLike<number>[];
}
