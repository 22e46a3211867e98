/** A folder with the four IDX files that MNIST, Fashion-MNIST and others come in. */

import { checkArgumentCount } from "../../config/options.ts";
import { readOptions, type Schema } from "../../config/schema.ts";
import { signal } from "../../config/signal.ts";
import { quote, shorten } from "../../config/errors.ts";
import { pathOf, shownPath } from "../files/file_path.ts";
import { decodeIdx, type IdxArray } from "./idx.ts";
import { fileSystem } from "../files/runtime.ts";
import { told } from "../files/told.ts";

/**
 * Images `[n, height, width]` and their labels `[n]`.
 * @category Files
 */
export interface LabelledImages {
  /** The images. */
  readonly images: IdxArray;
  /** A label for each image. */
  readonly labels: IdxArray;
}

/**
 * A set of labelled images, parted as its makers parted it.
 * @category Files
 */
export interface IdxDataset {
  /** What to learn from. */
  readonly train: LabelledImages;
  /** What to test with. */
  readonly test: LabelledImages;
}

/**
 * How a data set is loaded.
 * @category Files
 */
export interface IdxDatasetOptions {
  /** Stops the reading when it aborts. */
  readonly signal?: AbortSignal | null;
}

const OPTIONS = { signal: signal() } satisfies Schema<IdxDatasetOptions>;

/**
 * Reads `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the two of
 * `t10k`, each plain or with `.gz`, from a folder. Needs Deno or Node, and read
 * permission for the folder; elsewhere, fetch the files and use `decodeIdx`.
 *
 * @throws {TypeError} if `folder` is no path and no file URL, or a file is not of its kind.
 * @throws {RangeError} if a file is not there, or there is not a label for each image.
 * @throws {unknown} the reason of the signal if it aborts.
 *
 * @category Files
 */
export async function loadIdxDataset(
  folder: string | URL,
  options: IdxDatasetOptions = {},
): Promise<IdxDataset> {
  const action = "load a data set";
  checkArgumentCount(action, arguments, 2);
  const { signal } = readOptions(action, OPTIONS, options);
  const path = pathOf(action, folder);
  const place: Place = { path, shown: shownPath(folder), signal };
  fileSystem(`load ${place.shown}`);
  return {
    train: await loadPart(place, "train"),
    test: await loadPart(place, "t10k"),
  };
}

/** A folder, how errors show it, and what stops the reading of it. */
interface Place {
  readonly path: string;
  readonly shown: string;
  readonly signal: AbortSignal | null;
}

async function loadPart(
  place: Place,
  part: string,
): Promise<LabelledImages> {
  const images = await loadFile(place, `${part}-images-idx3-ubyte`, 3);
  const labels = await loadFile(place, `${part}-labels-idx1-ubyte`, 1);
  if (images.shape[0] !== labels.shape[0]) {
    throw new RangeError(
      `Cannot load ${place.shown}: expected a label for each of ${
        images.shape[0]
      } ${part} images, received ${labels.shape[0]}`,
    );
  }
  return { images, labels };
}

async function loadFile(
  place: Place,
  name: string,
  rank: number,
): Promise<IdxArray> {
  const array = await decode(await readFirst(place, [name, `${name}.gz`]));
  if (array.shape.length !== rank) {
    throw new TypeError(
      `Cannot load ${place.shown}: expected ${name} to have ${rank} axes, received shape ${
        quote(array.shape)
      }`,
    );
  }
  return array;

  async function decode(bytes: Uint8Array): Promise<IdxArray> {
    try {
      return await decodeIdx(bytes);
    } catch (cause) {
      throw new TypeError(
        `Cannot load ${name} of ${place.shown}: ${said(cause)}`,
        { cause },
      );
    }
  }
}

async function readFirst(
  { path, shown, signal }: Place,
  names: readonly string[],
): Promise<Uint8Array> {
  const { readFile, errors } = fileSystem();
  for (const name of names) {
    try {
      signal?.throwIfAborted();
      const file = `${path.replace(/\/$/, "")}/${name}`;
      return await readFile(file, signal ? { signal } : {});
    } catch (error) {
      if (error instanceof errors.NotFound) continue;
      signal?.throwIfAborted();
      throw told(`load ${shown}`, `to read ${name} there`, error);
    }
  }
  throw new RangeError(
    `Cannot load ${shown}: expected a file ${
      names.join(" or ")
    }, received none`,
  );
}

function said(error: unknown): string {
  return shorten(error instanceof Error ? error.message : String(error));
}
