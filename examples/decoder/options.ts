/** The command line. */

import {
  backend,
  flag,
  folder,
  integer,
  positive,
  readCommandLine,
  type Values,
} from "../shared/command_line.ts";

const OPTIONS = {
  epochs: integer(1, 0, "times through the training images"),
  "batch-size": integer(64, 1, "images a step"),
  images: integer(null, 1, "how many of the training images to use (all)"),
  "latent-size": integer(16, 1, "numbers that describe an image"),
  "learning-rate": positive(0.001, "Adam's step"),
  seed: integer(0, 0, "the same seed gives the same digits"),
  backend: backend(),
  data: folder(
    null,
    "a folder with the four IDX files of MNIST or of a set like it",
  ),
  grey: flag("keep the grey values instead of black and white at one half"),
  out: folder("out/decoder", "where the pictures and the weights go"),
  overwrite: flag("replace those of an earlier run"),
  resume: flag("go on where a run with the same options was stopped"),
};

/** What the user chose. */
export type Options = Values<typeof OPTIONS>;

const ABOUT =
  `Trains a convolutional variational autoencoder on handwritten digits.

  deno task decoder [options]`;

/** Reads the command line; null where help was asked for, and given. */
export function parseOptions(args: readonly string[]): Options | null {
  return readCommandLine(args, OPTIONS, ABOUT);
}
