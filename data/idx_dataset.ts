/** A folder with the four IDX files that MNIST, Fashion-MNIST and others come in. */

import { decodeIdx, type IdxArray } from "./idx.ts";

/** Images `[n, height, width]` and their labels `[n]`. */
export interface LabelledImages {
  /** The images. */
  readonly images: IdxArray;
  /** A label for each image. */
  readonly labels: IdxArray;
}

/** A set of labelled images, parted as its makers parted it. */
export interface IdxDataset {
  /** What to learn from. */
  readonly train: LabelledImages;
  /** What to test with. */
  readonly test: LabelledImages;
}

/**
 * Reads `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the two of
 * `t10k`, each plain or with `.gz`, from a folder. Needs Deno and read
 * permission for the folder; elsewhere, fetch the files and use `decodeIdx`.
 */
export async function loadIdxDataset(
  folder: string | URL,
): Promise<IdxDataset> {
  return {
    train: await loadPart(folder, "train"),
    test: await loadPart(folder, "t10k"),
  };
}

async function loadPart(
  folder: string | URL,
  part: string,
): Promise<LabelledImages> {
  const images = await loadFile(folder, `${part}-images-idx3-ubyte`, 3);
  const labels = await loadFile(folder, `${part}-labels-idx1-ubyte`, 1);
  if (images.shape[0] !== labels.shape[0]) {
    throw new RangeError(
      `Cannot load ${folder}: expected a label for each of ${
        images.shape[0]
      } ${part} images, received ${labels.shape[0]}`,
    );
  }
  return { images, labels };
}

async function loadFile(
  folder: string | URL,
  name: string,
  rank: number,
): Promise<IdxArray> {
  const array = await decode(await readFirst(folder, [name, `${name}.gz`]));
  if (array.shape.length !== rank) {
    throw new TypeError(
      `Cannot load ${folder}: expected ${name} to have ${rank} axes, received shape [${
        array.shape.join(", ")
      }]`,
    );
  }
  return array;

  async function decode(bytes: Uint8Array): Promise<IdxArray> {
    try {
      return await decodeIdx(bytes);
    } catch (cause) {
      throw new TypeError(`Cannot load ${name} of ${folder}: ${said(cause)}`, {
        cause,
      });
    }
  }
}

async function readFirst(
  folder: string | URL,
  names: readonly string[],
): Promise<Uint8Array> {
  if (typeof Deno === "undefined") {
    throw new TypeError(
      `Cannot load ${folder}: expected to run in Deno, received another runtime`,
    );
  }
  for (const name of names) {
    try {
      return await Deno.readFile(inFolder(folder, name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new RangeError(
    `Cannot load ${folder}: expected a file ${
      names.join(" or ")
    }, received none`,
  );
}

function inFolder(folder: string | URL, name: string): string | URL {
  if (typeof folder === "string") return `${folder}/${name}`;
  const base = folder.href.endsWith("/") ? folder : `${folder.href}/`;
  return new URL(name, base);
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
