/** Pairs of pictures: of houses that are made, or of a folder's files. */

import * as dg from "@decograd/decograd";
import { loadImage, resizeImage } from "@decograd/decograd/images";
import { reasonOf } from "../shared/reasons.ts";
import { UserError } from "../shared/run.ts";
import { houseOf, type Pair, type Picture } from "./houses.ts";

/** Which pairs are read, and how. */
export interface PairsOptions {
  /** A folder with `train` and `test`; houses if null. */
  readonly folder: string | null;
  /** How many houses to learn from, and to test with. */
  readonly counts: readonly [train: number, test: number];
  readonly side: number;
}

/** The pairs to learn from, and those to test with. */
export interface Pairs {
  readonly train: dg.data.Dataset<Pair>;
  readonly test: dg.data.Dataset<Pair>;
  /** How many there are. */
  readonly counts: readonly [train: number, test: number];
}

/** Pairs as they are asked for. */
export async function loadPairs(
  { folder, counts, side }: PairsOptions,
  seed: number,
): Promise<Pairs> {
  if (folder === null) {
    const [train, test] = counts;
    const made = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => from + i);
    const house = (number: number) => houseOf(number, side);
    return {
      train: shuffled(made(0, train), seed).map(house),
      test: listed(made(train, test)).map(house),
      counts,
    };
  }
  const [train, test] = [
    await filesIn(`${folder}/train`),
    await filesIn(`${folder}/test`),
  ];
  const pair = (path: string) => pairIn(path, side);
  return {
    train: shuffled(train, seed).map(pair),
    test: listed(test).map(pair),
    counts: [train.length, test.length],
  };
}

function listed<T extends string | number>(
  list: readonly T[],
): dg.data.Dataset<T> {
  return new dg.data.Dataset(() => list);
}

function shuffled<T extends string | number>(
  list: readonly T[],
  seed: number,
): dg.data.Dataset<T> {
  return dg.data.Dataset.fromTensorSlices(
    Uint32Array.from(list, (_, i) => i),
  ).shuffle({ seed }).map((i) => list[i]);
}

/** The pictures in a folder, in the order of their names. */
async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (/\.(png|jpe?g)$/i.test(name)) files.push(`${folder}/${name}`);
    }
  } catch (cause) {
    throw new UserError(
      `Cannot read --data: expected train and test in it, received ${folder}, ${
        reasonOf(cause)
      }`,
      { cause },
    );
  }
  if (files.length > 0) return files.sort();
  throw new UserError(
    `Cannot read --data: expected pictures (.png, .jpg) in ${folder}, found none`,
  );
}

/** The pair in a file, as those of the tutorial are: on the left what is to be made, on the right of what. */
export async function pairIn(path: string, side: number): Promise<Pair> {
  const file = await loadImage(path);
  const [height, width] = file.shape;
  if (width !== 2 * height) {
    throw new UserError(
      `Cannot read ${path}: expected two squares side by side, received ${width} x ${height} pixels`,
    );
  }
  const { data } = resizeImage(file, { imageSize: [side, 2 * side] });
  const half = (from: number): Picture => {
    const own = new Float32Array(side * side * 3);
    for (let row = 0; row < side; row++) {
      const at = (2 * row * side + from) * 3;
      own.set(data.subarray(at, at + 3 * side), 3 * row * side);
    }
    return { shape: [side, side, 3], data: own.map((x) => x / 127.5 - 1) };
  };
  return [half(side), half(0)];
}
