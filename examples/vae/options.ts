/** The command line. */

import {
  backend,
  choice,
  flag,
  folder,
  integer,
  positive,
  readCommandLine,
  type Values,
} from "../shared/command_line.ts";
import { SET_NAMES } from "../shared/images.ts";
import { TUTORIALS } from "./parts.ts";

const OPTIONS = {
  dataset: choice(SET_NAMES, "what it learns to draw"),
  model: choice(TUTORIALS, "whose tutorial the layers are of"),
  conditional: flag("tell encoder and decoder what each image shows"),
  epochs: integer(1, 0, "times through the training images"),
  "batch-size": integer(64, 1, "images a step"),
  all: flag("learn from the test images, too"),
  images: integer(null, 1, "how many of the training images to use (all)"),
  "latent-size": integer(16, 1, "numbers that describe an image"),
  "learning-rate": positive(0.001, "Adam's step"),
  seed: integer(0, 0, "the same seed gives the same digits"),
  backend: backend(),
  data: folder(
    null,
    "a folder with the four IDX files of another set like MNIST",
  ),
  grey: flag("keep the grey values instead of black and white at one half"),
  out: folder("out/decoder", "where the pictures and the weights go"),
  overwrite: flag("replace those of an earlier run"),
  resume: flag("go on where a run with the same options was stopped"),
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
