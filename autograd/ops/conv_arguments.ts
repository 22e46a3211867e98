/** Arguments of convolutions, as users write them: checked, and brought to one form. */

import { ValueError } from "../../backends/errors.ts";
import type { Padding, Pair } from "./conv_geometry.ts";
import { show } from "./axes.ts";

/** One integer for both spatial axes, or `[height, width]`. */
export type PairLike = number | Pair;

/** Where the channels of an image lie. */
export type DataFormat = "channels_last" | "channels_first";

/** How an error writes a value that a user gave. */
export function received(value: unknown): string {
  if (Array.isArray(value)) return show(value.map(received));
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "function") return value.name || "a function";
  if (typeof value !== "object" || value === null) return String(value);
  return value.constructor?.name ?? "object";
}

/**
 * The two integers that `value` stands for. `action` opens the error, such as "make Conv2DTranspose".
 *
 * @throws {ValueError} if it is no integer or pair of integers, or one of them is less than `least`.
 */
export function toPair(
  action: string,
  argument: string,
  value: unknown,
  least: 0 | 1 = 1,
): Pair {
  const pair: unknown[] = Array.isArray(value) ? value : [value, value];
  const fits = pair.length === 2 &&
    pair.every((n) => Number.isSafeInteger(n) && (n as number) >= least);
  if (fits) return [pair[0] as number, pair[1] as number];
  throw new ValueError(
    `Cannot ${action}: expected ${argument} to be an integer or a pair of integers, each at least ${least}, received ${
      received(value)
    }`,
  );
}

/**
 * The one of `choices` that is meant, whatever its case, as in Keras.
 *
 * @throws {ValueError} if there is none.
 */
export function toChoice<Choice extends string>(
  action: string,
  argument: string,
  value: unknown,
  choices: readonly Choice[],
): Choice {
  const lower = typeof value === "string" ? value.toLowerCase() : undefined;
  const choice = choices.find((one) => one === lower);
  if (choice !== undefined) return choice;
  const listed = choices.map((one) => `"${one}"`).join(" or ");
  throw new ValueError(
    `Cannot ${action}: expected ${argument} to be ${listed}, received ${
      received(value)
    }`,
  );
}

/** The padding that is meant: "causal" is for one axis and "full" is none of Keras's, so both are refused. */
export function toPadding(action: string, value: unknown): Padding {
  return toChoice(action, "padding", value, ["valid", "same"]);
}

/** The data format that is meant. */
export function toDataFormat(action: string, value: unknown): DataFormat {
  return toChoice(action, "dataFormat", value, [
    "channels_last",
    "channels_first",
  ]);
}
