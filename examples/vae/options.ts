/** The command line. */

import {
  choice,
  flag,
  folder,
  integer,
  positive,
  readCommandLine,
  type Values,
} from "../shared/command_line.ts";
import { EVERY, IMAGES, TESTED } from "../shared/options.ts";
import { TOGETHER } from "../shared/together.ts";
import { TUTORIALS } from "./parts.ts";

const OPTIONS = {
  model: choice(TUTORIALS, "whose tutorial the layers are of"),
  conditional: flag("tell encoder and decoder what each image shows"),
  epochs: integer(1, 0, "times through the training images"),
  "batch-size": integer(64, 1, "images a step"),
  ...IMAGES,
  tested: TESTED,
  all: flag("learn from the test images, too"),
  grey: flag("keep the grey values instead of black and white at one half"),
  "latent-size": integer(16, 1, "numbers that describe an image"),
  "learning-rate": positive(0.001, "Adam's step"),
  ...EVERY,
  ...TOGETHER,
  out: folder("out/decoder", "where the pictures and the weights go"),
};

/** What the user chose. */
export type Options = Values<typeof OPTIONS>;

const ABOUT = `Trains a convolutional variational autoencoder on small images.

  deno task decoder [options]`;

/**
 * Reads the command line; null where help was asked for, and given.
 *
 * @throws {UsageError} if an option is wrong.
 */
export function parseOptions(args: readonly string[]): Options | null {
  return readCommandLine(args, OPTIONS, ABOUT);
}
