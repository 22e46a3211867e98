/** The models that have been trained: that they are what they are called, and load anywhere. */

import * as dg from "@decograd/decograd";
import { mnist } from "@decograd/decograd/datasets";
import {
  loadPretrained,
  type Pretrained,
  type PretrainedName,
} from "@decograd/decograd/pretrained";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { decode } from "fast-png";
import { importMapFlag, offlineImports } from "../../tools/import_map.ts";
import { RECIPES } from "../../tools/pretrained/main.ts";
import { inFolder } from "../helpers/folder.ts";
import { runProgram } from "../helpers/run_program.ts";
import { ROOT } from "../helpers/sources.ts";

const NAMES: readonly PretrainedName[] = [
  ...["vae_mnist", "conditional_vae_mnist"] as const,
  ...["vae_fashion_mnist", "conditional_vae_fashion_mnist"] as const,
];
const COUNT = 40;
/** A number of each class in turn. */
const CLASSES = Array.from({ length: COUNT }, (_, i) => i % 10);

/** What a part makes of something, and of its class if it is told. */
function applied<Output extends dg.Tensor | dg.Tensor[]>(
  part: dg.Model,
  x: dg.Tensor,
  classes: readonly number[] = CLASSES,
): Output {
  const isTold = part.inputs!.length > 1;
  return part.apply<Output>(isTold ? [x, dg.tensor([...classes])] : x);
}

/** How far images are from others, pixel by pixel. */
function distance(one: dg.Tensor, other: dg.Tensor): Promise<number> {
  return one.sub(other).abs().mean().item();
}

for (const name of NAMES) {
  Deno.test(`${name} draws different things, and knows again what it has drawn`, async () => {
    const { encoder, decoder, latentSize, classNames } = await loadPretrained(
      name,
    );
    assertEquals(classNames.length, 10);
    assertEquals(decoder.inputs!.length, name.startsWith("cond") ? 2 : 1);
    const z = dg.randomNormal([COUNT, latentSize], { seed: 3 });
    const drawn = applied<dg.Tensor>(decoder, z);
    assertEquals(drawn.shape, [COUNT, 28, 28, 1]);
    const [mean, logVariance] = applied<dg.Tensor[]>(encoder, drawn);
    assertEquals([mean.shape, logVariance.shape], [z.shape, z.shape]);
    const again = await distance(applied(decoder, mean), drawn);
    const others = await distance(dg.roll(drawn, 1, { axis: 0 }), drawn);
    assert(again < others / 2, `${again} of ${others}`);
  });
}

/** What each image costs in nats, given its class: the negative ELBO with the means in the place of samples. */
function costs(
  { encoder, decoder }: Pretrained,
  images: dg.Tensor,
  classes: readonly number[],
): dg.Tensor {
  const parts = applied<dg.Tensor[]>(encoder, images, classes);
  const [mean, logVariance] = parts;
  const drawn = applied<dg.Tensor>(decoder, mean, classes);
  const pixels = dg.losses.binaryCrossentropy(images, drawn);
  const spread = mean.square().add(logVariance.exp()).sub(logVariance).sub(1);
  return pixels.sum({ axis: [1, 2] }).add(spread.sum({ axis: 1 }).mul(0.5));
}

Deno.test("digits that the models have not learned from cost little, and the right class explains them best", async () => {
  const { test: { images, labels } } = await mnist();
  const first = {
    shape: [COUNT, 28, 28, 1],
    data: images.data.subarray(0, COUNT * 28 * 28),
  };
  const digits = dg.tensor(dg.data.rescale(first, { scale: 1 / 255 }));
  const classes = [...labels.data.subarray(0, COUNT)];
  const plain = await loadPretrained("vae_mnist");
  const cost = await costs(plain, digits, classes).mean().item();
  assert(cost > 100 && cost < 190, `${cost}`);
  const told = await loadPretrained("conditional_vae_mnist");
  const each = Array.from(
    { length: 10 },
    (_, label) => costs(told, digits, classes.map(() => label)),
  );
  const guesses = await dg.stack(each, 0).argmin({ axis: 0 }).data();
  const right = classes.filter((label, i) => guesses[i] === label);
  assert(right.length >= 0.8 * COUNT, `${right.length} of ${COUNT}`);
});

Deno.test("a model is loaded without any permission, and anew each time", async () => {
  const source = `
    const { loadPretrained } = await import("${new URL(
    "pretrained/mod.ts",
    ROOT,
  )}");
    const { decoder, latentSize } = await loadPretrained("conditional_vae_mnist");
    console.log(decoder.inputs[0].shape[1] === latentSize);`;
  assertEquals(await runProgram([], source), "true\n");
  const [one, other] = await Promise.all(
    ["vae_mnist", "vae_mnist"].map((name) =>
      loadPretrained(name as PretrainedName)
    ),
  );
  assert(one.decoder.weights[0] !== other.decoder.weights[0]);
});

Deno.test("the first program of the README draws ten digits, and asks for nothing but to write them", () =>
  inFolder(async (folder) => {
    const file = `${folder}/digits.png`;
    const map = importMapFlag(offlineImports());
    const [first, other] = await Promise.all(
      ["README.md", "pretrained/README.md"].map(async (page) => {
        const text = await Deno.readTextFile(new URL(page, ROOT));
        return text.match(/```ts ignore\n([^]*?loadPretrained\([^]*?)```/)?.[1];
      }),
    );
    assertEquals(first, other);
    const source = first!.replace('"digits.png"', JSON.stringify(file));
    await runProgram([map, `--allow-write=${folder}`], source);
    const { width, height } = decode(await Deno.readFile(file));
    assertEquals([width, height], [10 * 30 + 2, 30 + 2]);
  }));

Deno.test("the list of models says how each was trained", async () => {
  const page = new URL("pretrained/README.md", ROOT);
  const told = (await Deno.readTextFile(page)).match(/deno task decoder .*/g);
  const commands = told!.map((line) => line.replace(/ --epochs \d+$/, ""));
  assertEquals(
    commands,
    NAMES.map((name) => `deno task decoder ${RECIPES[name]}`),
  );
});

Deno.test("a name that no model has is refused with those that there are", async () => {
  await assertRejects(
    () => loadPretrained("mnist" as PretrainedName),
    dg.ValueError,
    'Cannot load a pretrained model: expected the name to be one of "vae_mnist", "conditional_vae_mnist"',
  );
});
