/** Pooling in ONNX. */

import {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling3D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
} from "../../../layers/built_in.ts";
import { spatialAxes } from "../../../layers/image_layer.ts";
import type { GlobalPoolLayer } from "../../../layers/pooling/global_pooling.ts";
import type { Emission, Value } from "../emission.ts";
import { reduced } from "./axes.ts";
import { type Rule, rules } from "./rule.ts";
import { asImages, windowAttributes, type Windows } from "./windows.ts";

type Pooling = Omit<Windows, "size"> & {
  readonly poolSize: readonly number[];
};

function pooled(to: Emission, op: string, x: Value, layer: Pooling): Value {
  const { poolSize: size, strides, padding, dataFormat } = layer;
  const images = asImages(to, x, dataFormat);
  const windows = { size, strides, padding, dataFormat };
  return to.map(op, images, windowAttributes(images, windows));
}

/** Whole images are folded where they lie. */
function whole(
  to: Emission,
  op: string,
  x: Value,
  { dataFormat, keepdims }: GlobalPoolLayer,
): Value {
  const axes = spatialAxes(dataFormat, x.order.length - 2);
  return reduced(to, op, x, axes, keepdims);
}

/** Pooling of windows, and of all there is. */
export const POOLING: readonly Rule[] = [
  ...rules<AveragePooling1D | AveragePooling2D | AveragePooling3D>(
    [AveragePooling1D, AveragePooling2D, AveragePooling3D],
    (layer, [x], to) => pooled(to, "AveragePool", x, layer),
  ),
  ...rules<MaxPooling1D | MaxPooling2D | MaxPooling3D>(
    [MaxPooling1D, MaxPooling2D, MaxPooling3D],
    (layer, [x], to) => pooled(to, "MaxPool", x, layer),
  ),
  ...rules<GlobalPoolLayer>(
    [GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D],
    (layer, [x], to) => whole(to, "ReduceMean", x, layer),
  ),
  ...rules<GlobalPoolLayer>(
    [GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D],
    (layer, [x], to) => whole(to, "ReduceMax", x, layer),
  ),
];
