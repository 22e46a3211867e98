/** The model that all three are: an encoder and a decoder. */

import * as dg from "@decograd/decograd";

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
