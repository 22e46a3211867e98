/** The options of imageDataset. */

import { quote, ValueError } from "../config/errors.ts";
import {
  count,
  flag,
  integer,
  integers,
  isInteger,
  listOf,
  nullable,
  number,
  oneOf,
  row,
} from "../config/rows.ts";
import type { Schema, Values } from "../config/schema.ts";
import type { Labels } from "./image_files.ts";
import { LOAD, type LoadImageOptions } from "./load_image.ts";
import { RESIZE, type ResizeImageOptions } from "./resize_image.ts";

/**
 * What is made of the images in a folder: Keras's options, in camelCase.
 * @category Images
 */
export interface ImageDatasetOptions
  extends LoadImageOptions, Partial<ResizeImageOptions> {
  /** `"inferred"` from the folders' names, `null`, or a label for each file in the order of their names; inferred if not given. */
  readonly labels?: Labels;
  /** Whether labels are numbers, rows of 0 and 1, or `[batch, 1]` of two classes; `"int"` if not given, `null` for none. */
  readonly labelMode?: "int" | "categorical" | "binary" | null;
  /** The folders that are the classes, in their order; all of them by name if not given. */
  readonly classNames?: readonly string[] | null;
  /** How many images make a batch, 32 if not given; `null` for one by one. */
  readonly batchSize?: number | null;
  /** Height and width of the images; 256 each if not given. */
  readonly imageSize?: number | readonly number[];
  /** Whether the order is mixed, anew each epoch; true if not given. */
  readonly shuffle?: boolean;
  /** The same seed gives the same orders and parts; of the default stream if not given. */
  readonly seed?: number | null;
  /** The share of the files that is held back to validate with. */
  readonly validationSplit?: number | null;
  /** Which part of them is wanted, or `"both"`. */
  readonly subset?: "training" | "validation" | "both" | null;
  /** Whether links to folders are followed; false if not given. */
  readonly followLinks?: boolean;
}

/** Their rows. */
export const DATASET = {
  labels: nullable(
    row<"inferred" | readonly number[]>(
      '"inferred", null or a list of integers',
      (value) => {
        if (value === "inferred") return value;
        return Array.isArray(value) && [...value].every(isLabel)
          ? [...value]
          : undefined;
      },
    ),
    "inferred",
  ),
  labelMode: nullable(oneOf(["int", "categorical", "binary"]), "int"),
  classNames: nullable(
    listOf("strings", (value) => typeof value === "string"),
  ),
  batchSize: nullable(count(), 32),
  shuffle: flag(true),
  seed: nullable(integer(undefined, { least: 0 })),
  validationSplit: nullable(number(undefined, { above: 0, below: 1 })),
  subset: nullable(oneOf(["training", "validation", "both"])),
  followLinks: flag(false),
  ...LOAD,
  ...RESIZE,
  imageSize: integers(2, 256),
} satisfies Schema<ImageDatasetOptions>;

/** What is held of them. */
export type Given = Values<typeof DATASET>;
/** The same where the seed is settled. */
export type ImageSettings = Given & { readonly seed: number };

function isLabel(value: unknown): value is number {
  return isInteger(value) && value >= 0;
}

/**
 * Refuses options that do not go together.
 *
 * @throws {ValueError} if some do not.
 */
export function checkTogether(action: string, given: Given): void {
  const { labels, classNames, shuffle, seed, subset, validationSplit } = given;
  if ((subset === null) !== (validationSplit === null)) {
    throw new ValueError(
      `Cannot ${action}: expected both subset and validationSplit or neither, received ${
        quote(subset)
      } and ${quote(validationSplit)}`,
    );
  }
  if (subset !== null && subset !== "both" && shuffle && seed === null) {
    throw new ValueError(
      `Cannot ${action}: expected a seed, or images could be in both parts, received none`,
    );
  }
  if (classNames !== null && labels !== "inferred") {
    throw new ValueError(
      `Cannot ${action}: expected classNames where labels are inferred, received labels ${
        quote(labels)
      }`,
    );
  }
  const twice = classNames?.find((name, i) => classNames.indexOf(name) < i);
  if (twice !== undefined) {
    throw new ValueError(
      `Cannot ${action}: expected classNames that differ, received ${
        quote(twice)
      } twice`,
    );
  }
}
