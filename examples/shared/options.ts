/** Options that examples have in common. */

import {
  backend,
  choice,
  existingFolder,
  flag,
  integer,
  without,
} from "./command_line.ts";
import { SET_NAMES } from "./images.ts";

/** Those of every training, besides how often it goes through what, and where its results go. */
export const EVERY = {
  seed: integer(0, 0, "the same seed gives the same results"),
  backend: backend(),
  overwrite: flag("replace those of an earlier run"),
  resume: without(
    "overwrite",
    flag("go on where a run with the same options was stopped"),
  ),
};

/** Those of trainings on small images. */
export const IMAGES = {
  dataset: without("data", choice(SET_NAMES, "which images")),
  data: existingFolder(
    "a folder with the four IDX files of another set like MNIST",
  ),
  images: integer(null, 1, "how many of the training images to use (all)"),
};

/** Of those that are tested with images that they have not learned from. */
export const TESTED = integer(
  null,
  1,
  "how many images to test with (all, but no more than are learned from)",
);
