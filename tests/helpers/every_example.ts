/** The examples as tests run them: within this process, and small. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { stub } from "@std/testing/mock";
import { main as autoencoders } from "../../examples/autoencoders/main.ts";
import { main as dcgan } from "../../examples/dcgan/main.ts";
import { main as functional } from "../../examples/functional_autoencoder/main.ts";
import { main as pix2pix } from "../../examples/pix2pix/main.ts";
import { main as segmentation } from "../../examples/segmentation/main.ts";
import { UserError } from "../../examples/shared/run.ts";
import { main as superResolution } from "../../examples/super_resolution/main.ts";
import { main as vae } from "../../examples/vae/main.ts";
import { main as wganGp } from "../../examples/wgan_gp/main.ts";

/** An example: how it is run, and how it is made small. */
export interface Example {
  main(args: readonly string[]): Promise<number>;
  /** Options of a small run. */
  readonly small: readonly string[];
  /** What it draws. */
  readonly pictures: readonly string[];
  /** Whether it takes small images. */
  readonly images?: boolean;
}

/** One of the autoencoders. */
function autoencoder(name: string): Example["main"] {
  return (args) => autoencoders([name, ...args]);
}

/** All of them, by what is typed to run them. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  decoder: {
    main: vae,
    small: ["--images=8", "--latent-size=2"],
    pictures: ["reconstructions.png", "samples.png"],
    images: true,
  },
  dcgan: {
    main: dcgan,
    small: ["--images=8"],
    pictures: ["samples.png"],
    images: true,
  },
  wgan_gp: {
    main: wganGp,
    small: ["--images=8"],
    pictures: ["samples.png"],
    images: true,
  },
  basic: {
    main: autoencoder("basic"),
    small: ["--images=8"],
    pictures: ["reconstructions.png"],
    images: true,
  },
  denoising: {
    main: autoencoder("denoising"),
    small: ["--images=8"],
    pictures: ["denoised.png"],
    images: true,
  },
  functional_autoencoder: {
    main: functional,
    small: ["--images=8"],
    pictures: ["reconstructions.png", "between.png"],
    images: true,
  },
  anomaly: {
    main: autoencoder("anomaly"),
    small: ["--heartbeats=20"],
    pictures: ["heartbeats.svg"],
  },
  segmentation: {
    main: segmentation,
    small: ["--scenes=2", "--tested=1"],
    pictures: ["scenes.png"],
  },
  super_resolution: {
    main: superResolution,
    small: ["--scenes=2", "--tested=1"],
    pictures: ["enlarged.png"],
  },
  pix2pix: {
    main: pix2pix,
    small: ["--side=32", "--filters=2", "--pairs=1", "--tested=1"],
    pictures: ["made.png"],
  },
};

/** The message, of one line, with which a program refuses its command line before it has said or done anything. */
export async function refusalOf(
  main: Example["main"],
  args: readonly string[],
): Promise<string> {
  using log = stub(console, "log");
  const { message } = await assertRejects(() => main(args), UserError);
  assertEquals(log.calls.length, 0, message);
  assert(!/\n|os error/.test(message), message);
  return message;
}

/** What a program says, which has to end well. */
export async function saidBy(
  main: Example["main"],
  args: readonly string[],
): Promise<string> {
  using log = stub(console, "log");
  using error = stub(console, "error");
  const code = await main(args);
  const said = log.calls.map(({ args }) => args.join(" ")).join("\n");
  assertEquals([code, error.calls.length], [0, 0], said);
  return said;
}
