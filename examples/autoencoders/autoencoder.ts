/** What the three have in common: a model of two parts, and options. */

import * as dg from "@decograd/decograd";
import {
  backend,
  choice,
  flag,
  folder,
  integer,
} from "../shared/command_line.ts";
import { SET_NAMES } from "../shared/images.ts";

/** A model that is to give back what it gets, though its encoder lets little of it through to its decoder. */
export class Autoencoder extends dg.Model {
  readonly encoder: dg.Sequential;
  readonly decoder: dg.Sequential;

  constructor(encoder: dg.layers.Layer[], decoder: dg.layers.Layer[]) {
    super({ name: "autoencoder" });
    this.encoder = new dg.Sequential(encoder, { name: "encoder" });
    this.decoder = new dg.Sequential(decoder, { name: "decoder" });
  }

  /** What is left of the input. */
  override call(x: dg.Tensor): dg.Tensor {
    return this.decoder.apply(this.encoder.apply(x));
  }
}

/** Options of all three. */
export const EVERY = {
  seed: integer(0, 0, "the same seed gives the same weights"),
  backend: backend(),
  overwrite: flag("replace those of an earlier run"),
  resume: flag("go on where a run with the same options was stopped"),
};

/** Options of the two that learn images. */
export const IMAGES = {
  epochs: integer(10, 0, "times through the training images"),
  "batch-size": integer(32, 1, "images a step"),
  images: integer(null, 1, "how many of the training images to use (all)"),
  dataset: choice(SET_NAMES, "which images"),
  data: folder(
    null,
    "a folder with the four IDX files of a set, instead of these",
  ),
};

/** The files that a run makes, before its pictures. */
export const FILES = ["weights.safetensors", "checkpoint.safetensors"];
