/** Rows of options that speak of weights, random numbers and images. */

import type { DType } from "../backends/dtype.ts";
import type { DataFormat } from "../autograd/ops/options.ts";
import type { Padding } from "../autograd/ops/conv_geometry.ts";
import { flag, isInteger, oneOfAnyCase, row } from "../config/rows.ts";
import type { Row } from "../config/schema.ts";
import {
  type DTypeIdentifier,
  type DTypePolicy,
  serializeDTypePolicy,
  toDType,
  toDTypePolicy,
} from "./dtype_policy.ts";
import { imageDataFormat } from "./image_data_format.ts";
import { defaultName } from "./naming.ts";
import { type PartialShape, toPartialShape } from "./shapes.ts";

/** A name, the last part of a path. */
export function pathPart(): Row<string> {
  return row(
    'a string without "/"',
    (value) =>
      typeof value === "string" && !value.includes("/") ? value : undefined,
  );
}

/** A name, which follows the class if none is given. */
export function name(): Row<string | null, string> {
  const { read } = pathPart();
  return {
    read: (value, place) => read(value ?? defaultName(place.owner), place),
  };
}

/** The element type of what is float32 whatever the policy. */
export function dtype(): Row<DTypeIdentifier | null, DType> {
  return { read: (value, { owner }) => toDType(owner, value) };
}

/** The policy of a layer, which holds it under that name: its `dtype` is that of its weights. */
export function dtypePolicy(): Row<DTypeIdentifier | null, DTypePolicy> {
  return {
    read: (value, { owner }) => toDTypePolicy(owner, value),
    write: serializeDTypePolicy,
    heldAs: "dtypePolicy",
  };
}

/** How the borders of windows are treated. */
export function padding(
  usual: Padding = "valid",
): Row<Padding | Uppercase<Padding>, Padding> {
  return oneOfAnyCase(["valid", "same"], usual);
}

/** Where the channels of images are; as `imageDataFormat()` says if it is not given, or `null`. */
export function dataFormat(): Row<
  DataFormat | Uppercase<DataFormat> | null,
  DataFormat
> {
  const given = oneOfAnyCase(["channels_last", "channels_first"]);
  return {
    read: (value, place) =>
      value === undefined || value === null
        ? imageDataFormat()
        : given.read(value, place),
  };
}

/** Where the random numbers of a layer begin: a number, or `null` for one of the default stream. */
export function seed(): Row<number | null> {
  return row(
    "an integer, 0 or more, or null",
    (value) =>
      value === null || isInteger(value) && value >= 0 ? value : undefined,
    null,
  );
}

/** A shape without the batch; `null` where it is not given. */
export function shape(): Row<PartialShape | null> {
  return {
    read: (value, { action, option }) =>
      value === undefined || value === null
        ? null
        : toPartialShape(action, value, option),
  };
}

/**
 * Whether something is to be trained.
 *
 * @throws {ValueError} if the value is neither true nor false.
 */
export function readTrainable(action: string, value: unknown): boolean {
  return flag().read(value, { action, owner: action, option: "trainable" });
}
