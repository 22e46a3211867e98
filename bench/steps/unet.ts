/** A training step of a U-Net, whose blocks may be computed again in the backward pass. */

import * as dg from "../../mod.ts";

const { Activation, BatchNormalization, Concatenate, Conv2D } = dg.layers;
const { Conv2DTranspose, MaxPooling2D } = dg.layers;

/** Channels at the top and at each height below it: twice as many pixels across, half as many channels. */
const CHANNELS = [16, 32, 64];
const CLASSES = 3;

/** How the net is made. */
export interface UNetPlan {
  /** Images a step, and their side. */
  readonly batch: number;
  readonly side: number;
  /** Whether blocks keep nothing for the backward pass. */
  readonly recompute: boolean;
}

/** Its model, and the data that a step takes. */
export interface UNet {
  readonly model: dg.Model;
  readonly images: dg.Tensor;
  readonly masks: dg.Tensor;
}

/** The model with random data; `torch_unet.py` has the same. */
export function makeUNet({ batch, side, recompute }: UNetPlan): UNet {
  dg.setRandomSeed(1);
  const block = (filters: number): dg.layers.Layer => {
    const layers = new dg.Sequential([convolved(filters), convolved(filters)]);
    return recompute ? dg.recompute(layers) : layers;
  };
  const image = dg.Input({ shape: [side, side, 1] });
  const across: dg.SymbolicTensor[] = [];
  let x = image;
  for (const filters of CHANNELS) {
    if (x !== image) x = new MaxPooling2D().apply(x);
    x = block(filters).apply(x);
    across.push(x);
  }
  for (const at of [...CHANNELS.keys()].slice(0, -1).reverse()) {
    const filters = CHANNELS[at];
    const up: dg.SymbolicTensor = new Conv2DTranspose({
      ...{ filters, kernelSize: 2, strides: 2 },
    }).apply(x);
    x = block(filters).apply(new Concatenate().apply([up, across[at]]));
  }
  const logits = new Conv2D({ filters: CLASSES, kernelSize: 1 }).apply(x);
  return {
    model: new dg.Model({ inputs: image, outputs: logits }),
    images: dg.randomUniform([batch, side, side, 1], { seed: 2 }),
    masks: dg.zeros([batch, side, side]),
  };
}

function convolved(filters: number): dg.layers.Layer {
  return new dg.Sequential([
    new Conv2D({ filters, kernelSize: 3, padding: "same", useBias: false }),
    new BatchNormalization(),
    new Activation({ activation: "relu" }),
  ]);
}
