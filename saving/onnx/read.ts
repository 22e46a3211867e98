/** Reads models in the form of ONNX. */

import { ValueError } from "../../config/errors.ts";
import type { CustomObjects } from "../../config/serialization.ts";
import type { Model } from "../../models/model.ts";
import { put } from "../../models/weights/put.ts";
import { parseConfig } from "../keras/json.ts";
import { modelFrom } from "../model_from.ts";
import { Comparison } from "./compare.ts";
import { decodeOnnx } from "./decode.ts";
import { modelOf } from "./nodes/model.ts";
import { say } from "./say.ts";
import { CONFIG } from "./write.ts";

/** Versions of ONNX's operators whose meaning is known here. */
const OPSETS = { least: 13, most: 23 };

/**
 * The model in a file of ONNX, not compiled. A file of ours has the model in Keras's form beside the graph, which is taken
 * if the graph is the very one by which that model is written; else each node becomes a layer or an op.
 *
 * @throws {TypeError} if it is no whole file.
 * @throws {ValueError} if the graph is none that is read here, or the weights are not those of the model.
 */
export function readOnnx(
  action: string,
  bytes: Uint8Array,
  customObjects: CustomObjects,
): Model {
  const { graph, metadata, opset } = decodeOnnx(action, bytes);
  if (opset < OPSETS.least || opset > OPSETS.most) {
    throw new ValueError(
      `Cannot ${action}: expected operators of version ${OPSETS.least} to ${OPSETS.most}, received ${opset}`,
    );
  }
  const config = metadata.get(CONFIG);
  if (config !== undefined) {
    const parsed = parseConfig(action, CONFIG, config);
    const model = modelFrom(action, parsed, customObjects);
    const comparison = new Comparison(graph, say(action, model));
    if (comparison.isSame) {
      put(action, comparison.matches);
      return model;
    }
  }
  return modelOf(action, graph);
}
