/**
 * Makes a file of `pretrained/files`, and a picture of what the model draws, of the weights that the example in
 * `examples/vae` has left in a folder:
 *
 *   deno run -A tools/pretrained/main.ts conditional_vae_mnist out/decoder
 *
 * It was trained with the options that `RECIPES` has for the name.
 */

import { fashionMnist, mnist } from "@decograd/decograd/datasets";
import { parseOptions } from "../../examples/vae/options.ts";
import { VariationalAutoencoder } from "../../examples/vae/vae.ts";
import type { PretrainedName } from "../../pretrained/mod.ts";
import { readPretrained } from "../../pretrained/read_pretrained.ts";
import { fileOf } from "./file_of.ts";
import { pictureOf } from "./picture.ts";

/** What each was trained with. */
export const RECIPES: Readonly<Record<PretrainedName, string>> = {
  vae_mnist:
    "--model keras --latent-size 2 --batch-size 128 --grey --all --seed 1",
  conditional_vae_mnist: "--conditional --latent-size 2 --grey",
  vae_fashion_mnist: "--dataset fashion_mnist --latent-size 8 --grey",
  conditional_vae_fashion_mnist:
    "--conditional --dataset fashion_mnist --latent-size 4 --grey",
};
const SETS = { mnist, fashion_mnist: fashionMnist };

const ROOT = new URL("../../", import.meta.url);

if (import.meta.main) {
  const [name, folder] = Deno.args;
  if (!Object.hasOwn(RECIPES, name ?? "") || folder === undefined) {
    const names = Object.keys(RECIPES).join(", ");
    console.error(
      `Cannot make a model: expected one of ${names}, and a folder`,
    );
    Deno.exit(2);
  }
  const { model, dataset, latentSize, conditional } = parseOptions(
    RECIPES[name as PretrainedName].split(" "),
  )!;
  const { classNames } = await SETS[dataset]();
  const vae = new VariationalAutoencoder({
    ...{ latentSize, tutorial: model },
    classes: conditional ? classNames.length : 0,
  });
  await vae.loadWeights(`${folder}/weights.safetensors`);
  const file = await fileOf(vae, classNames);
  await Deno.writeTextFile(
    new URL(`pretrained/files/${name}.ts`, ROOT),
    `/** Made by tools/pretrained: a file in the safetensors format, in base 64. */

const file: string =
  "${file.toBase64()}";
export default file;
`,
  );
  const picture = await pictureOf(readPretrained("draw", file));
  await Deno.writeFile(new URL(`docs/images/${name}.png`, ROOT), picture);
  console.log(`wrote ${name}, of ${file.length} bytes`);
}
