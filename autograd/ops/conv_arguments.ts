/** What the arguments of all convolutions have in common, over images and over volumes. */

import { ShapeError } from "../../config/errors.ts";
import { integers, oneOf } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import type { Tensor } from "../tensor.ts";
import { show } from "./axes.ts";
import type { Conv2DOptions, DataFormat } from "./options.ts";
import { transpose } from "./reshape.ts";

/** The rows of a convolution's options over so many spatial axes. */
export function convRows<N extends number>(rank: N) {
  return {
    strides: integers(rank, 1),
    padding: oneOf(["valid", "same"], "valid"),
    dilationRate: integers(rank, 1),
    dataFormat: oneOf(["channels_last", "channels_first"], "channels_last"),
  } satisfies Schema<Conv2DOptions>;
}

/** What tensors have to be for an op. */
interface Wanted {
  /** The op. */
  readonly name: string;
  /** The number of spatial axes. */
  readonly rank: number;
  /** Where the input's channels are. */
  readonly dataFormat: DataFormat;
  /** Which of the kernel's axes takes them; negative, from the back. */
  readonly channelAxis: -1 | -2;
}

/**
 * The input with its channels last.
 *
 * @throws {ShapeError} if a tensor has another number of axes or the channels differ.
 */
export function channelsLast(
  given: Tensor,
  weights: Tensor,
  { name, rank, dataFormat, channelAxis }: Wanted,
): Tensor {
  const axes = rank + 2;
  if (given.rank !== axes || weights.rank !== axes) {
    throw new ShapeError(
      `Cannot compute ${name}: expected an input and a kernel with ${axes} axes, received ${
        show(given.shape)
      } and ${show(weights.shape)}`,
      { expected: `${axes} axes`, actual: given.shape },
    );
  }
  const input = dataFormat === "channels_first"
    ? transpose(given, [0, ...spatial(rank, 2), 1])
    : given;
  const channels = weights.shape.at(channelAxis)!;
  if (input.shape.at(-1) !== channels) {
    throw new ShapeError(
      `Cannot compute ${name}: expected an input with ${channels} channels for a kernel of shape ${
        show(weights.shape)
      }, received ${show(given.shape)} (${dataFormat})`,
      { expected: channels, actual: given.shape },
    );
  }
  return input;
}

/** A result with its channels last in the data format that was asked for. */
export function restored(y: Tensor, dataFormat: DataFormat): Tensor {
  if (dataFormat === "channels_last") return y;
  return transpose(y, [0, y.rank - 1, ...spatial(y.rank - 2, 1)]);
}

function spatial(rank: number, first: number): number[] {
  return Array.from({ length: rank }, (_, i) => first + i);
}
