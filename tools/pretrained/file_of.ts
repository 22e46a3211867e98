/** The file of a model that has been trained. */

import * as dg from "@decograd/decograd";
import type { VariationalAutoencoder } from "../../examples/vae/vae.ts";

const TWO_BYTES = 2;

/** Both parts in Keras's config, and their weights in 16 bits, in the safetensors format; the decoder gives images, no logits. */
export async function fileOf(
  vae: VariationalAutoencoder,
  classNames: readonly string[],
): Promise<Uint8Array> {
  const { inputs, outputs } = vae.decoder;
  const drawn = outputs!.map((logits) => logits.sigmoid());
  const decoder = new dg.Model({ inputs, outputs: drawn, name: "decoder" });
  const parts = { encoder: vae.encoder, decoder };
  const config = (part: dg.Model) => JSON.stringify(part.getConfig());
  const header: Record<string, unknown> = {
    __metadata__: {
      ...{ encoder: config(vae.encoder), decoder: config(decoder) },
      classNames: JSON.stringify(classNames),
    },
  };
  const values: Uint8Array[] = [];
  let at = 0;
  for (const [name, part] of Object.entries(parts)) {
    // A copy, because the path of a weight begins with the model that holds its layer, and these are in several.
    const { weights } = dg.Model.fromConfig(part.getConfig()) as dg.Model;
    for (const [i, { value }] of part.weights.entries()) {
      const bytes = halves(await value.data());
      const data_offsets = [at, at += bytes.length];
      const path = `${name}/${weights[i].path}`;
      header[path] = { dtype: "F16", shape: value.shape, data_offsets };
      values.push(bytes);
    }
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  const file = new Blob([length, padded, ...values as BlobPart[]]);
  return new Uint8Array(await file.arrayBuffer());
}

/** Numbers rounded to 16 bits. */
function halves(numbers: Float32Array): Uint8Array {
  const bytes = new Uint8Array(numbers.length * TWO_BYTES);
  const view = new DataView(bytes.buffer);
  numbers.forEach((x, i) => view.setFloat16(i * TWO_BYTES, x, true));
  return bytes;
}
