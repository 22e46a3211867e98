/** The model: an autoencoder made of two graphs of layers, as in Keras's guide to the Functional API. */

import * as dg from "@decograd/decograd";

const {
  Conv2D,
  Conv2DTranspose,
  GlobalMaxPooling2D,
  MaxPooling2D,
  Reshape,
  UpSampling2D,
} = dg.layers;

/** The parts and the whole: they share their layers, so what trains the whole trains the parts. */
export interface Autoencoder {
  /** From images `[batch, 28, 28, 1]` to codes `[batch, 16]`. */
  readonly encoder: dg.Model;
  /** From codes to images. */
  readonly decoder: dg.Model;
  /** From images to images. */
  readonly autoencoder: dg.Model;
}

/** Makes the three models. A model is called like a layer, so the whole is the one called on what the other gives. */
export function makeAutoencoder(): Autoencoder {
  const relu = { kernelSize: 3, activation: "relu" } as const;

  const image = dg.Input({ shape: [28, 28, 1], name: "img" });
  let x = new Conv2D({ filters: 16, ...relu }).apply(image);
  x = new Conv2D({ filters: 32, ...relu }).apply(x);
  x = new MaxPooling2D({ poolSize: 3 }).apply(x);
  x = new Conv2D({ filters: 32, ...relu }).apply(x);
  x = new Conv2D({ filters: 16, ...relu }).apply(x);
  const encoded = new GlobalMaxPooling2D().apply(x);
  const encoder = new dg.Model({
    inputs: image,
    outputs: encoded,
    name: "encoder",
  });

  const code = dg.Input({ shape: [16], name: "encoded_img" });
  x = new Reshape({ targetShape: [4, 4, 1] }).apply(code);
  x = new Conv2DTranspose({ filters: 16, ...relu }).apply(x);
  x = new Conv2DTranspose({ filters: 32, ...relu }).apply(x);
  x = new UpSampling2D({ size: 3 }).apply(x);
  x = new Conv2DTranspose({ filters: 16, ...relu }).apply(x);
  const drawn = new Conv2DTranspose({ filters: 1, ...relu }).apply(x);
  const decoder = new dg.Model({
    inputs: code,
    outputs: drawn,
    name: "decoder",
  });

  const given = dg.Input({ shape: [28, 28, 1], name: "img" });
  const autoencoder = new dg.Model({
    inputs: given,
    outputs: decoder.apply(encoder.apply(given)),
    name: "autoencoder",
  });
  return { encoder, decoder, autoencoder };
}
