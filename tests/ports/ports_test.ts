/** Programs of Keras and the same programs here: the same numbers, and about as many lines. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadFixture } from "../helpers/fixtures.ts";
import { results as autoencoder } from "./autoencoder.ts";
import { results as cvae } from "./cvae.ts";
import { results as dcgan } from "./dcgan.ts";
import { results as denoiser } from "./denoiser.ts";
import { results as load_keras } from "./load_keras.ts";
import { results as own_layer } from "./own_layer.ts";
import { results as pix2pix } from "./pix2pix.ts";
import { results as resume } from "./resume.ts";
import { results as unet } from "./unet.ts";
import { results as wgan_gp } from "./wgan_gp.ts";

const programs: Record<string, Record<string, unknown>> = {
  ...{ autoencoder, cvae, dcgan, denoiser, load_keras },
  ...{ own_layer, pix2pix, resume, unet, wgan_gp },
};

type Numbers = number | Numbers[];

const onKeras = loadFixture<Record<string, Record<string, Numbers | string[]>>>(
  "ports/results.json",
);

/** How far a number may be from Keras's, both being sums of float32 over some steps. */
const RELATIVE = 1e-5;
/** How far small numbers may be, as a share of the largest beside them: they are differences of large ones. */
const BESIDE_LARGEST = 1e-6;
/** How many times as many lines a program may have. */
const LONGER = 1.3;

Deno.test("there is a port of each program", () => {
  assertEquals(Object.keys(programs).sort(), Object.keys(onKeras).sort());
});

for (const [name, results] of Object.entries(programs)) {
  Deno.test(`${name} ends with Keras's numbers`, async () => {
    assertEquals(Object.keys(results), Object.keys(onKeras[name]));
    for (const [key, expected] of Object.entries(onKeras[name])) {
      const [ours, theirs] = [await flat(results[key]), await flat(expected)];
      assertEquals(ours.length, theirs.length, key);
      const largest = Math.max(...theirs.map((one) => Math.abs(Number(one))));
      theirs.forEach((one, i) => {
        if (typeof one === "string") return assertEquals(ours[i], one, key);
        const allowed = Math.max(
          RELATIVE * Math.abs(one),
          BESIDE_LARGEST * largest,
        );
        const far = Math.abs(Number(ours[i]) - one);
        assert(far <= allowed, `${key}[${i}]: ${ours[i]}, on Keras ${one}`);
      });
    }
  });

  Deno.test(`${name} is about as long as with Keras`, async () => {
    const python = await linesOf(`../fixtures/scripts/ports/${name}.py`);
    const ours = await linesOf(`./${name}.ts`);
    assert(ours <= LONGER * python, `${ours} lines, on Keras ${python}`);
  });
}

/** All numbers of what a program ended with. */
async function flat(value: unknown): Promise<(number | string)[]> {
  if (value instanceof dg.Tensor) return [...await value.data()];
  if (value instanceof dg.layers.Variable) return await flat(value.value);
  if (!Array.isArray(value)) return [value as number];
  return (await Promise.all(value.map(flat))).flat();
}

/** Lines of code: neither blank nor comment. */
async function linesOf(path: string): Promise<number> {
  const text = await Deno.readTextFile(new URL(path, import.meta.url));
  return text.replace(/"""[^]*?"""|\/\*\*[^]*?\*\//g, "").split("\n")
    .filter((line) => !/^\s*((#|\/\/).*)?$/.test(line)).length;
}
