/** Keras's image_dataset_from_directory: batches of the images in a folder. */

import { drawSeed } from "../autograd/random.ts";
import { ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { readOptions } from "../config/schema.ts";
import type { ShapedArray } from "../data/array.ts";
import { shuffledBatches } from "../data/batches.ts";
import { Dataset } from "../data/dataset/dataset.ts";
import {
  checkTogether,
  DATASET,
  type ImageDatasetOptions,
  type ImageSettings,
} from "./dataset_options.ts";
import {
  checkLabels,
  findImages,
  type ImageSource,
  type LabelledFile,
} from "./image_files.ts";
import { readImage } from "./load_image.ts";
import { resizer } from "./resize_image.ts";

/**
 * Images, or images and labels, in batches or one by one.
 * @category Images
 */
export class ImageDataset<T> extends Dataset<T> {
  /** The files, in the order in which they are without being shuffled. */
  readonly filePaths: readonly string[];
  /** What the labels stand for; `null` where there are none. */
  readonly classNames: readonly string[] | null;

  /** Joins what gives the elements and what they are made of. */
  constructor(
    elements: Dataset<T>,
    filePaths: readonly string[],
    classNames: readonly string[] | null,
  ) {
    checkArgumentCount("make an ImageDataset", arguments, 3);
    super(() => elements, { cardinality: elements.cardinality });
    this.filePaths = filePaths;
    this.classNames = classNames;
  }
}

/**
 * Images `[batch, height, width, channels]` of 0 to 255, and their labels.
 * @category Images
 */
export type ImagesWithLabels = [images: ShapedArray, labels: ShapedArray];

/**
 * The PNG and JPEG files in a folder, whose folders are the classes, or those of a list: batches of images as floats of 0 to 255
 * in one size, with their labels, as Keras's `image_dataset_from_directory` gives them. Files are read when their batch is
 * asked for, one batch ahead. Needs Deno or Node, and read permission.
 *
 * @example
 * ```ts ignore
 * import * as dg from "@decograd/decograd";
 * import { imageDataset } from "@decograd/decograd/images";
 *
 * // pets/cat/1.jpg, pets/dog/1.jpg and so on
 * const [train, validation] = await imageDataset("pets", {
 *   imageSize: [160, 160],
 *   validationSplit: 0.2,
 *   subset: "both",
 *   seed: 1,
 * });
 * console.log(train.classNames); // ["cat", "dog"]
 * await model.fit(train, null, { validationData: validation, epochs: 10 });
 * ```
 *
 * @throws {TypeError} if an option is unknown, or the folder is no path.
 * @throws {ImageFileError} of a pass, if a file cannot be read as an image.
 * @throws {ValueError} if there are no images, one of another kind, or options do not go together.
 *
 * @category Images
 */
export function imageDataset(
  source: ImageSource,
  options:
    & Omit<ImageDatasetOptions, "subset">
    & ({ readonly labels: null } | { readonly labelMode: null })
    & { readonly subset: "both" },
): Promise<
  [train: ImageDataset<ShapedArray>, validation: ImageDataset<ShapedArray>]
>;
/**
 * Images and labels in two parts.
 * @category Images
 */
export function imageDataset(
  source: ImageSource,
  options: ImageDatasetOptions & { readonly subset: "both" },
): Promise<
  [
    train: ImageDataset<ImagesWithLabels>,
    validation: ImageDataset<ImagesWithLabels>,
  ]
>;
/**
 * The images alone.
 * @category Images
 */
export function imageDataset(
  source: ImageSource,
  options:
    & Omit<ImageDatasetOptions, "subset">
    & ({ readonly labels: null } | { readonly labelMode: null })
    & { readonly subset?: "training" | "validation" | null },
): Promise<ImageDataset<ShapedArray>>;
/**
 * Images and labels, all or a part of them.
 * @category Images
 */
export function imageDataset(
  source: ImageSource,
  options?: ImageDatasetOptions & {
    readonly subset?: "training" | "validation" | null;
  },
): Promise<ImageDataset<ImagesWithLabels>>;
export async function imageDataset(
  source: ImageSource,
  options: ImageDatasetOptions = {},
): Promise<unknown> {
  const action = "make an image dataset";
  checkArgumentCount(action, arguments, 2);
  const given = readOptions(action, DATASET, options);
  checkTogether(action, given);
  const resize = resizer(action, given);
  const labels = given.labelMode === null ? null : given.labels;
  const found = await findImages(action, source, { ...given, labels });
  checkLabels(action, found, given.labelMode);
  const settings: ImageSettings = { ...given, seed: given.seed ?? drawSeed() };
  const made = (files: readonly LabelledFile[], shuffle: boolean) => {
    const { classNames } = found;
    const load = loader(resize, settings, classNames?.length ?? 0);
    const elements = elementsOf(files, load, { ...settings, shuffle });
    return new ImageDataset(
      elements,
      files.map(({ path }) => path),
      classNames,
    );
  };
  const all = inOrder(found.files, settings);
  const { shuffle, subset, validationSplit } = settings;
  if (validationSplit === null) return made(all, shuffle);
  const [training, validation] = parted(action, all, validationSplit);
  if (subset === "both") {
    return [made(training, shuffle), made(validation, false)];
  }
  return made(subset === "training" ? training : validation, shuffle);
}

/** The files to train with, and the last ones, to validate with. */
function parted(
  action: string,
  files: readonly LabelledFile[],
  share: number,
): [training: readonly LabelledFile[], validation: readonly LabelledFile[]] {
  const held = Math.floor(share * files.length);
  if (held === 0) {
    throw new ValueError(
      `Cannot ${action}: expected a validationSplit that leaves some for both parts, received ${share} of ${files.length} files`,
    );
  }
  return [files.slice(0, -held), files.slice(-held)];
}

/** The files in the order in which they are parted: mixed, where they are to be shuffled. */
function inOrder(
  files: readonly LabelledFile[],
  { shuffle, seed }: ImageSettings,
): readonly LabelledFile[] {
  if (!shuffle) return files;
  const size = files.length;
  const [order] = shuffledBatches({ size, batchSize: size, seed });
  return Array.from(order, (index) => files[index]);
}

function elementsOf(
  files: readonly LabelledFile[],
  load: (file: LabelledFile) => Promise<unknown>,
  { shuffle, seed, batchSize }: ImageSettings,
): Dataset<unknown> {
  const all = new Dataset(files);
  const ordered = shuffle ? all.shuffle({ seed }) : all;
  const loaded = ordered.map(load);
  const elements: Dataset<unknown> = batchSize === null
    ? loaded
    : loaded.batch(batchSize);
  return elements.prefetch(1);
}

/** What reads a file, of so many classes. */
function loader(
  resize: (image: ShapedArray<Uint8Array>) => ShapedArray,
  settings: ImageSettings,
  count: number,
): (file: LabelledFile) => Promise<unknown> {
  const { labelMode } = settings;
  return async ({ path, label }) => {
    const image = resize(await readImage(path, settings));
    return label === null ? image : [image, labelOf(label, labelMode, count)];
  };
}

function labelOf(
  label: number,
  mode: ImageSettings["labelMode"],
  count: number,
): ShapedArray {
  if (mode !== "categorical") {
    const shape = mode === "binary" ? [1] : [];
    return { shape, data: Float32Array.of(label) };
  }
  const data = new Float32Array(count);
  data[label] = 1;
  return { shape: [count], data };
}
