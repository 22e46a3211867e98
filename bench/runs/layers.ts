/**
 * Layers that move memory rather than multiply, beside a plain copy of as many bytes.
 *
 * Bytes are those that an algorithm without a cache has to move: every input once for each pass that needs the results
 * of the one before, every output once. A speed of 1 is that of `TypedArray.set`; the least times of both are compared.
 */

import * as dg from "../../mod.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { chosen } from "../chosen.ts";
import { list } from "../options.ts";
import { digits, tableOf } from "../table.ts";

/** Rounds, of which the quickest counts; all are measured in each, so that a busy machine harms all. */
const ROUNDS = 15;

/** `[batch, height, width, channels]`, 33 MB: far more than the caches hold. */
const SHAPE = [32, 64, 64, 64];

/** Something to measure. */
interface Job {
  readonly name: string;
  /** Bytes that it has to move. */
  readonly bytes: number;
  readonly run: () => void;
}

const SIZE = bytesOf(SHAPE);

/** The benchmark. */
export const layers: Benchmark = benchmark("layers", {
  only: list([], "layers whose names begin so, such as MaxPooling2D"),
}, async ({ only }) => {
  await dg.setBackend("wasm");
  const measured = chosen(jobs(), only, ({ name }) => name);
  dg.getBackend().flush();
  const times = timesOf(measured);
  const rows = measured.map(({ name }, i) => {
    const [own, copy] = times[i];
    return [name, digits(own), digits(copy), (copy / own).toFixed(2)];
  });
  console.log(tableOf(["", "ms", "copy, ms", "speed"], rows));
});

/** The least times of each and of its copy. */
function timesOf(measured: readonly Job[]): number[][] {
  const most = Math.max(...measured.map(({ bytes }) => bytes));
  const [from, to] = [1, 2].map((fill) =>
    new Float32Array(most / 8).fill(fill)
  );
  const times = measured.map(() => [Infinity, Infinity]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { bytes, run }] of measured.entries()) {
      const copy = () => to.set(from.subarray(0, bytes / 8));
      [run, copy].forEach((work, k) =>
        times[i][k] = Math.min(times[i][k], timeOf(work))
      );
    }
  }
  return times;
}

function bytesOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 4);
}

/** A layer forward and back; `forward` and `backward` are how often it reads or writes its input's size. */
function layer(
  name: string,
  make: dg.layers.Layer,
  [forward, backward]: readonly [number, number],
): Job[] {
  const x = dg.randomNormal(SHAPE, { seed: 1 });
  const tape = new dg.GradientTape({ persistent: true });
  tape.watch(x);
  const y = make.apply(x, { training: true });
  tape.stopRecording();
  const outputGradients = dg.randomNormal(y.shape, { seed: 2 });
  const sources = [x, ...make.trainableVariables];
  return [{
    name: `${name}, forward`,
    bytes: forward * SIZE,
    run: () => {
      using tape = new dg.GradientTape();
      tape.watch(x);
      make.apply(x, { training: true });
      // While what the way back needs is still there.
      dg.getBackend().flush();
    },
  }, {
    name: `${name}, backward`,
    bytes: backward * SIZE,
    run: () => tape.gradient(y, sources, { outputGradients }),
  }];
}

function adam(): Job {
  const variable = new dg.layers.Variable(dg.randomNormal(SHAPE, { seed: 1 }));
  const gradient = dg.randomNormal(SHAPE, { seed: 2 });
  const optimizer = new dg.optimizers.Adam();
  optimizer.build([variable]);
  return {
    name: "Adam",
    bytes: 7 * SIZE,
    run: () => optimizer.apply([gradient], [variable]),
  };
}

function jobs(): Job[] {
  const {
    AveragePooling2D,
    BatchNormalization,
    DepthwiseConv2D,
    LeakyReLU,
    MaxPooling2D,
    Softmax,
    UpSampling2D,
  } = dg.layers;
  const wide = { poolSize: 3, strides: 2, padding: "same" } as const;
  // The output is a quarter of the input; where maxima were is as much again, written forward and read on the way back.
  const mean = [1.25, 1.25] as const, largest = [1.5, 1.5] as const;
  return [
    // The statistics come before what they are for, both ways.
    ...layer("BatchNormalization", new BatchNormalization(), [3, 5]),
    ...layer("LeakyReLU", new LeakyReLU(), [2, 3]),
    ...layer("MaxPooling2D 2", new MaxPooling2D(), largest),
    ...layer("MaxPooling2D 3, 2", new MaxPooling2D(wide), largest),
    ...layer("AveragePooling2D 2", new AveragePooling2D({ poolSize: 2 }), mean),
    ...layer("AveragePooling2D 3, 2", new AveragePooling2D(wide), mean),
    ...layer("Softmax", new Softmax(), [2, 3]),
    adam(),
    ...layer(
      "DepthwiseConv2D 3",
      new DepthwiseConv2D({ kernelSize: 3, padding: "same" }),
      [2, 3],
    ),
    ...layer("UpSampling2D nearest", new UpSampling2D(), [5, 5]),
    ...layer(
      "UpSampling2D bilinear",
      new UpSampling2D({ interpolation: "bilinear" }),
      [5, 5],
    ),
  ];
}

function timeOf(run: () => void): number {
  using _scope = new dg.Scope();
  const before = performance.now();
  run();
  dg.getBackend().flush();
  return performance.now() - before;
}
