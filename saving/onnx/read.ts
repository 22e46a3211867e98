/** Reads models in the form of ONNX. */

import { ValueError } from "../../config/errors.ts";
import type { CustomObjects } from "../../config/serialization.ts";
import type { Model } from "../../models/model.ts";
import { put } from "../../models/weights/put.ts";
import { parseConfig } from "../keras/json.ts";
import { modelFrom } from "../model_from.ts";
import { Comparison } from "./compare.ts";
import { decodeOnnx } from "./decode.ts";
import { say } from "./say.ts";
import { CONFIG } from "./write.ts";

/**
 * The model in a file of ONNX, not compiled. A file of ours has the model in Keras's form beside the graph: that is taken
 * if it is said by the very graph that is there.
 *
 * @throws {TypeError} if it is no whole file.
 * @throws {ValueError} if the graph is none that is read here, or the weights are not those of the model.
 */
export function readOnnx(
  action: string,
  bytes: Uint8Array,
  customObjects: CustomObjects,
): Model {
  const { graph, metadata } = decodeOnnx(action, bytes);
  const config = metadata.get(CONFIG);
  if (config === undefined) {
    throw new ValueError(
      `Cannot ${action}: expected a file that saveModel has written, received one without ${CONFIG} in its metadata`,
    );
  }
  const model = modelFrom(
    action,
    parseConfig(action, CONFIG, config),
    customObjects,
  );
  const comparison = new Comparison(graph, say(action, model));
  if (comparison.difference !== null) {
    throw new ValueError(
      `Cannot ${action}: expected the graph of the model in its metadata, received another: ${comparison.difference}`,
    );
  }
  put(action, comparison.matches);
  return model;
}
