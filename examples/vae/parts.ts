/** What the model is made of: an encoder and a decoder, as one tutorial has them or the other. */

import * as dg from "@decograd/decograd";

const { Concatenate, Conv2D, Conv2DTranspose, Dense, Flatten, Reshape } =
  dg.layers;

/** The two parts. */
export interface Parts {
  /**
   * From images `[batch, 28, 28, 1]`, and their labels `[batch]` if there are classes, to the means of their latent numbers
   * and the logarithms of their variances, `[batch, latent]` each.
   */
  readonly encoder: dg.Model;
  /** From latent numbers `[batch, latent]`, and labels, to the logits of images. */
  readonly decoder: dg.Model;
}

/** In what the tutorials differ. */
const DIFFERENCES = {
  /** TensorFlow's "Convolutional Variational Autoencoder". */
  tensorflow: { padding: "valid", hidden: null, channels: 32 },
  /** Keras's "Variational AutoEncoder", https://keras.io/examples/generative/vae/ */
  keras: { padding: "same", hidden: 16, channels: 64 },
} as const;

/** Whose layers they are. */
export type Tutorial = keyof typeof DIFFERENCES;
/** All of them. */
export const TUTORIALS = ["tensorflow", "keras"] as const;

/** What is chosen of a model. */
export interface PartsOptions {
  /** Numbers that describe an image. */
  readonly latentSize: number;
  /** Whose layers; TensorFlow's if not given. */
  readonly tutorial?: Tutorial;
  /** How many classes both parts are told of, each image's as one more input; none if not given. */
  readonly classes?: number;
}

/** Makes them. A label is joined, as one of many, to what is known of the image: its features, or its latent numbers. */
export function makeParts(
  { latentSize, tutorial = "tensorflow", classes = 0 }: PartsOptions,
): Parts {
  const { padding, hidden, channels } = DIFFERENCES[tutorial];
  const relu = { kernelSize: 3, strides: 2, activation: "relu" } as const;

  const image = dg.Input({ shape: [28, 28, 1], name: "image" });
  const encoding = labelled(classes);
  let x = new Conv2D({ filters: 32, padding, ...relu }).apply(image);
  x = new Conv2D({ filters: 64, padding, ...relu }).apply(x);
  x = encoding.join(new Flatten().apply(x));
  if (hidden !== null) {
    x = new Dense({ units: hidden, activation: "relu" }).apply(x);
  }
  const posterior = hidden === null
    ? new Dense({ units: 2 * latentSize }).apply(x).split(2, -1)
    : ["z_mean", "z_log_var"].map((name) =>
      new Dense({ units: latentSize, name }).apply(x)
    );
  const encoder = new dg.Model({
    inputs: [image, ...encoding.inputs],
    outputs: posterior,
    name: "encoder",
  });

  const z = dg.Input({ shape: [latentSize], name: "z" });
  const decoding = labelled(classes);
  x = decoding.join(z);
  x = new Dense({ units: 7 * 7 * channels, activation: "relu" }).apply(x);
  x = new Reshape({ targetShape: [7, 7, channels] }).apply(x);
  const same = { padding: "same", ...relu } as const;
  x = new Conv2DTranspose({ filters: 64, ...same }).apply(x);
  x = new Conv2DTranspose({ filters: 32, ...same }).apply(x);
  const last = { filters: 1, kernelSize: 3, padding: "same" } as const;
  x = new Conv2DTranspose(last).apply(x);
  const decoder = new dg.Model({
    inputs: [z, ...decoding.inputs],
    outputs: x,
    name: "decoder",
  });
  return { encoder, decoder };
}

/** An input for labels, and what joins them to others; neither where there are no classes. */
function labelled(classes: number): {
  inputs: dg.SymbolicTensor[];
  join(x: dg.SymbolicTensor): dg.SymbolicTensor;
} {
  if (classes === 0) return { inputs: [], join: (x) => x };
  const label = dg.Input({ shape: [], name: "label" });
  const join = (x: dg.SymbolicTensor) =>
    new Concatenate().apply([x, label.oneHot(classes)]);
  return { inputs: [label], join };
}
