/** Reads the file of a model: its graph in Keras's config, and its weights in 16 bits, in the safetensors format. */

import { decodeAnySafetensors } from "../data/safetensors/any_dtype.ts";
// A graph is read of layers that have been loaded.
import "../layers/mod.ts";
import { Model } from "../models/mod.ts";
import { matchNamed } from "../models/weights/named.ts";
import { put } from "../models/weights/put.ts";

/**
 * An autoencoder, in its two parts.
 * @category Pretrained models
 */
export interface Pretrained {
  /**
   * From images `[n, 28, 28, 1]` of values from 0 to 1, and their classes `[n]` if it is conditional, to the means of their
   * latent numbers and the logarithms of their variances, `[n, latent]` each.
   */
  readonly encoder: Model;
  /** From latent numbers `[n, latent]`, and classes `[n]` if it is conditional, to images. */
  readonly decoder: Model;
  /** Numbers that describe an image. */
  readonly latentSize: number;
  /** What it can draw; a conditional one is told the number of the class. */
  readonly classNames: readonly string[];
}

/** The two parts and what is known of them. */
export function readPretrained(action: string, file: Uint8Array): Pretrained {
  const { tensors, metadata } = decodeAnySafetensors(file);
  const [encoder, decoder] = ["encoder", "decoder"].map((part) => {
    const model = Model.fromConfig(JSON.parse(metadata[part])) as Model;
    const own = Object.entries(tensors)
      .filter(([name]) => name.startsWith(`${part}/`))
      .map(([name, tensor]) => [name.slice(part.length + 1), tensor]);
    put(action, matchNamed(Object.fromEntries(own), model.weights, false));
    return model;
  });
  const [z] = decoder.inputs!;
  return {
    encoder,
    decoder,
    latentSize: z.shape[1] as number,
    classNames: JSON.parse(metadata.classNames),
  };
}
