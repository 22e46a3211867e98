/** The command line. */

import { parseArgs } from "@std/cli/parse-args";

/** What the user chose. */
export interface Options {
  readonly epochs: number;
  readonly batchSize: number;
  readonly images: number | null;
  readonly latentSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly backend: "wasm" | "blas" | "reference" | "webgpu" | "auto";
  readonly data: string | null;
  readonly grey: boolean;
  readonly out: string;
  readonly overwrite: boolean;
}

const HELP =
  `Trains a convolutional variational autoencoder on handwritten digits.

  deno task decoder [options]

  --epochs N          times through the training images (1)
  --batch-size N      images a step (64)
  --images N          how many of the training images to use (all)
  --latent-size N     numbers that describe an image (16)
  --learning-rate X   Adam's step (0.001)
  --seed N            the same seed gives the same digits (0)
  --backend NAME      wasm, blas, reference, webgpu or auto (wasm)
  --data DIR          a folder with the four IDX files of MNIST or of a set like it
  --grey              keep the grey values instead of black and white at one half
  --out DIR           where the pictures and the weights go (out/decoder)
  --overwrite         replace those of an earlier run
  -h, --help          this list`;

const NAMES = {
  string: [
    "epochs",
    "batch-size",
    "images",
    "latent-size",
    "learning-rate",
    "seed",
    "backend",
    "data",
    "out",
  ],
  boolean: ["grey", "overwrite", "help"],
} as const;

/** A wrong option: its message, in one line, is all that the user needs. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  constructor(problem: string) {
    super(`${problem} (--help lists the options)`);
  }
}

/** Reads the command line; null where help was asked for, and given. */
export function parseOptions(args: readonly string[]): Options | null {
  const given = parseArgs(joined(args), {
    string: [...NAMES.string],
    boolean: [...NAMES.boolean],
    alias: { help: "h" },
    default: {
      epochs: "1",
      "batch-size": "64",
      "latent-size": "16",
      "learning-rate": "0.001",
      seed: "0",
      backend: "wasm",
      out: "out/decoder",
    },
    unknown: (name) => {
      throw new UsageError(`Unknown option: ${name}`);
    },
  });
  if (given.help) {
    console.log(HELP);
    return null;
  }
  if (given._.length > 0) {
    throw new UsageError(`Unknown option: ${given._[0]}`);
  }
  const backend = given.backend;
  if (!isBackend(backend)) {
    throw new UsageError(
      `--backend: expected wasm, blas, reference, webgpu or auto, received ${backend}`,
    );
  }
  return {
    epochs: integer("epochs", given.epochs, 0),
    batchSize: integer("batch-size", given["batch-size"], 1),
    images: given.images === undefined
      ? null
      : integer("images", given.images, 1),
    latentSize: integer("latent-size", given["latent-size"], 1),
    learningRate: positive("learning-rate", given["learning-rate"]),
    seed: integer("seed", given.seed, 0),
    backend,
    data: given.data === undefined ? null : path("data", given.data),
    grey: given.grey,
    out: path("out", given.out),
    overwrite: given.overwrite,
  };
}

/** Each option that has a value with it, `--seed -1` as `--seed=-1`: apart, -1 would be taken for an option. */
function joined(args: readonly string[]): string[] {
  const options = NAMES.string.map((name) => `--${name}`);
  const all: string[] = [];
  for (const arg of args) {
    const last = all.at(-1) ?? "";
    const waits = options.includes(last);
    const empty = waits && arg === ""
      ? last
      : options.find((option) => arg === `${option}=`);
    if (empty !== undefined) {
      throw new UsageError(`${empty}: expected a value, received nothing`);
    }
    if (waits && /^-\.?\d/.test(arg)) all[all.length - 1] = `${last}=${arg}`;
    else all.push(arg);
  }
  return all;
}

function isBackend(name: string): name is Options["backend"] {
  return ["wasm", "blas", "reference", "webgpu", "auto"].includes(name);
}

function integer(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) {
    return value;
  }
  throw new UsageError(
    `--${name}: expected an integer, ${least} or more, received ${
      text || "nothing"
    }`,
  );
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(
    `--${name}: expected a number above 0, received ${text || "nothing"}`,
  );
}

function path(name: string, text: string): string {
  if (text !== "") return text;
  throw new UsageError(`--${name}: expected a folder, received nothing`);
}
