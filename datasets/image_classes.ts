/** Sets in MNIST's form: read from their four IDX files, and held to be what they are called. */

import { ValueError } from "../config/errors.ts";
import { nullable, row } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";
import { signal } from "../config/signal.ts";
import type { ShapedArray } from "../data/array.ts";
import { Dataset } from "../data/dataset/dataset.ts";
import { shownPath } from "../data/files/file_path.ts";
import type { IdxArray } from "../data/idx/idx.ts";
import {
  type LabelledImages,
  loadIdxDataset,
} from "../data/idx/idx_dataset.ts";

/**
 * Images and a label for each.
 * @category Datasets
 */
export interface ImagesAndLabels {
  /** `[n, 28, 28, 1]`, 0 to 255. */
  readonly images: ShapedArray<Uint8Array>;
  /** `[n]`, each the number of a class. */
  readonly labels: ShapedArray<Uint8Array>;
  /** Both, image by image. */
  readonly dataset: Dataset<[ShapedArray<Uint8Array>, ShapedArray<Uint8Array>]>;
}

/**
 * Images of a few classes, parted as their makers parted them.
 * @category Datasets
 */
export interface ImageClasses {
  /** What to learn from. */
  readonly train: ImagesAndLabels;
  /** What to test with. */
  readonly test: ImagesAndLabels;
  /** What the labels stand for. */
  readonly classNames: readonly string[];
}

/**
 * How such a set is loaded.
 * @category Datasets
 */
export interface ImageClassesOptions {
  /** Where its four files lie, plain or with `.gz`; where they are by default if not given. */
  readonly folder?: string | URL | null;
  /** Stops the loading when it aborts. */
  readonly signal?: AbortSignal | null;
}

const OPTIONS = {
  folder: nullable(
    row<string | URL>(
      "a path or a file URL",
      (value) =>
        typeof value === "string" || value instanceof URL ? value : undefined,
    ),
  ),
  signal: signal(),
} satisfies Schema<ImageClassesOptions>;

/** What a set is known by. */
export interface Known {
  /** Its name. */
  readonly name: string;
  /** What its labels stand for. */
  readonly classNames: readonly string[];
  /** SHA-256 of the values of each file, without its header, by part and kind. */
  readonly digests: Readonly<Record<Part, LabelledDigests>>;
}

type Part = "train" | "test";
type LabelledDigests = Readonly<Record<keyof LabelledImages, string>>;

/**
 * Loads a set from a folder, where nobody gives one from `usual`.
 *
 * @throws {ValueError} if the files hold something else.
 */
export async function loadImageClasses(
  known: Known,
  usual: () => Promise<string | URL>,
  options: ImageClassesOptions,
): Promise<ImageClasses> {
  const { name, classNames, digests } = known;
  const { folder, signal } = readOptions(`load ${name}`, OPTIONS, options);
  signal?.throwIfAborted();
  const place = folder ?? await usual();
  const parts = await loadIdxDataset(place, { signal });
  const checked = async (part: Part) => {
    const { images, labels } = parts[part];
    for (const [kind, { data }] of Object.entries({ images, labels })) {
      signal?.throwIfAborted();
      const digest = await sha256(data);
      if (digest === digests[part][kind as keyof LabelledImages]) continue;
      throw new ValueError(
        `Cannot load ${name}: expected its ${part} ${kind}, received others in ${
          shownPath(place)
        } (loadIdxDataset reads any set in this form)`,
      );
    }
    return joined(images, labels);
  };
  return {
    train: await checked("train"),
    test: await checked("test"),
    classNames,
  };
}

/** With the axis of channels, which the files leave out. */
function joined(images: IdxArray, labels: IdxArray): ImagesAndLabels {
  const bytes = ({ data }: IdxArray) => data as Uint8Array;
  const pictures = { shape: [...images.shape, 1], data: bytes(images) };
  const classes = { shape: labels.shape, data: bytes(labels) };
  return {
    images: pictures,
    labels: classes,
    dataset: Dataset.fromTensorSlices(pictures, classes),
  };
}

async function sha256(values: IdxArray["data"]): Promise<string> {
  const bytes = values as typeof values & { buffer: ArrayBuffer };
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
