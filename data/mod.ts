/**
 * What lies around training: data sets, batches, pictures, files of weights.
 *
 * @example
 * ```ts
 * import { Dataset } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const sizes = [];
 * const batches = Dataset.fromTensorSlices([1, 2, 3]).batch(2);
 * for await (const { shape } of batches) sizes.push(shape);
 * assertEquals(sizes, [[2], [1]]);
 * ```
 *
 * @category Data
 * @module
 */

export type { ShapedArray } from "./array.ts";
export type { Bytes } from "./bytes.ts";
export { decodeIdx } from "./idx/idx.ts";
export type { IdxArray } from "./idx/idx.ts";
export type { IdxData } from "./idx/idx_header.ts";
export { loadIdxDataset } from "./idx/idx_dataset.ts";
export type {
  IdxDataset,
  IdxDatasetOptions,
  LabelledImages,
} from "./idx/idx_dataset.ts";
export { shuffledBatches, takeRows } from "./batches.ts";
export type { BatchOptions, NumericArray } from "./batches.ts";
export { Dataset } from "./dataset/dataset.ts";
export type {
  DatasetBatchOptions,
  DatasetOptions,
  ShuffleOptions,
} from "./dataset/options.ts";
export type { DatasetSource, Elements } from "./dataset/pass.ts";
export type {
  NestedList,
  Slice,
  Sliceable,
  SlicesOf,
} from "./dataset/slices.ts";
export type { Batched } from "./dataset/stack.ts";
export { SummaryWriter } from "./events/summary_writer.ts";
export type { SummaryWriterOptions } from "./events/summary_writer.ts";
export { imageGrid } from "./image_grid.ts";
export type { ImageGridOptions } from "./image_grid.ts";
export { decodeNpy, encodeNpy } from "./npy/npy.ts";
export type { NpyArray, NpyOptions } from "./npy/npy.ts";
export { decodeNpz, encodeNpz } from "./npy/npz.ts";
export type { NpzLimits, NpzOptions } from "./npy/npz.ts";
export type { NpyData, NpyDtype } from "./npy/values.ts";
export { decodePng } from "./png/decode_png.ts";
export type { PngOptions } from "./png/decode_png.ts";
export { encodePng } from "./png/encode_png.ts";
export type { DeepPicture, Picture } from "./png/picture.ts";
export { rescale } from "./rescale.ts";
export type { RescaleOptions } from "./rescale.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
} from "./safetensors/safetensors.ts";
export type { Safetensors } from "./safetensors/safetensors.ts";
export { writeFile } from "./files/write_file.ts";
export type { Share } from "./dataset/counts.ts";
