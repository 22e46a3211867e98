/**
 * Images from files: folders of them as data sets, and what reads and resizes one. Files need Deno with `--allow-read`, or Node; JPEG is
 * decoded by an npm package that is loaded with the first such file.
 *
 * @example
 * ```ts ignore
 * import { imageDataset } from "@decograd/decograd/images";
 *
 * const batches = await imageDataset("photos", { imageSize: [64, 64] });
 * for await (const [images, labels] of batches) console.log(images.shape, labels.shape);
 * ```
 *
 * @category Images
 * @module
 */

// Tensors get their methods by whichever entry point they are made.
import "../autograd/ops/chain.ts";

export { imageDataset } from "./image_dataset.ts";
export type { ImageDataset, ImagesWithLabels } from "./image_dataset.ts";
export type { ImageDatasetOptions } from "./dataset_options.ts";
export type { ImageSource, Labels } from "./image_files.ts";
export { ImageFileError } from "./image_file_error.ts";
export { loadImage } from "./load_image.ts";
export type { LoadImageOptions } from "./load_image.ts";
export type { ColorMode } from "./colours.ts";
export { resizeImage } from "./resize_image.ts";
export type { ResizeImageOptions } from "./resize_image.ts";
export { decodeJpeg } from "./decode_jpeg.ts";
export type { JpegOptions } from "./decode_jpeg.ts";
