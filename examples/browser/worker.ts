/** The worker, in which all is computed, so that the page never stutters. */

import * as dg from "@decograd/decograd";
import { VariationalAutoencoder } from "../vae/vae.ts";
import { unpacked } from "./bits.ts";
import {
  type BackendChoice,
  type Place,
  PLANE,
  REACH,
  type Reply,
  type Request,
  SIDE,
} from "./messages.ts";

/** Images a step; epochs of a training that nobody stops. */
const BATCH = 64, EPOCHS = 1000;
/** Milliseconds between two planes. */
const PACE = 1000;
const PIXELS = SIDE * SIDE;

/** The part of a worker's own scope that is needed; the library of types for pages lacks it. */
interface Scope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply, transfer?: Transferable[]): void;
}
const scope = globalThis as unknown as Scope;

/** The model and what it learns from. */
let vae: VariationalAutoencoder, images: Float32Array;
let opened: Promise<void> | undefined;
let stop: AbortController | null = null;
let steps = 0;

/** Answers a request, once the backend is open. */
async function answer(request: Request): Promise<void> {
  if (request.kind === "open") {
    opened = open(request.backend, new Uint8Array(request.digits));
  }
  await opened;
  switch (request.kind) {
    case "train":
      return await train();
    case "stop":
      return stop?.abort();
    case "decode":
      return say({ kind: "decoded", image: await decode([request.place]) });
    case "reconstruct":
      return await reconstruct(request.image);
    case "weights":
      return await sendWeights();
  }
}

async function open(backend: BackendChoice, bits: Uint8Array): Promise<void> {
  await dg.setBackend(backend);
  dg.setRandomSeed(0);
  images = unpacked(bits, 0, 8 * bits.length);
  vae = new VariationalAutoencoder({ latentSize: 2 });
  vae.compile({ optimizer: new dg.optimizers.Adam(1e-3) });
  say({ kind: "opened", on: device(), images: images.length / PIXELS });
  await showPlane();
}

/** What computes. Threads start when there is work for them. */
function device(): string {
  const info = dg.backendInfo();
  if (info.name !== "wasm") return "WebGPU";
  const { threads } = info;
  return `WebAssembly, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}

/** Trains until it is stopped, and goes on where it was stopped before. */
async function train(): Promise<void> {
  if (stop) return;
  stop = new AbortController();
  let shown = performance.now();
  const watch = new dg.callbacks.LambdaCallback({
    onTrainBatchEnd: async (_batch, logs) => {
      const { loss } = await logs;
      say({ kind: "step", step: ++steps, loss, on: device() });
      if (performance.now() - shown < PACE) return;
      await showPlane();
      shown = performance.now();
    },
  });
  const x = { data: images, shape: [images.length / PIXELS, SIDE, SIDE, 1] };
  try {
    await vae.fit(x, null, {
      ...{ batchSize: BATCH, epochs: EPOCHS, verbose: 0 },
      ...{ callbacks: [watch], signal: stop.signal },
    });
    await showPlane();
  } finally {
    stop = null;
    say({ kind: "stopped" });
  }
}

/** What the decoder draws at these places, one image after the other. */
async function decode(places: readonly Place[]): Promise<Float32Array> {
  using drawn = drawnAt(places);
  return await drawn.data() as Float32Array;
}

function drawnAt(places: readonly Place[]): dg.Tensor {
  using scope = new dg.Scope();
  return dg.noGrad(() => scope.keep(vae.decode(dg.tensor(places))));
}

/** All over the plane, the first number growing to the right, the second upwards. */
async function showPlane(): Promise<void> {
  const at = (i: number) => REACH * (2 * (i + 0.5) / PLANE - 1);
  const places = Array.from(
    { length: PLANE * PLANE },
    (_, i): Place => [at(i % PLANE), -at(Math.floor(i / PLANE))],
  );
  say({ kind: "plane", picture: await decode(places) });
}

async function reconstruct(image: Float32Array): Promise<void> {
  using mean = meanOf(image);
  const place = [...await mean.data()] as unknown as Place;
  say({ kind: "reconstructed", place, image: await decode([place]) });
}

function meanOf(image: Float32Array): dg.Tensor {
  using scope = new dg.Scope();
  const x = dg.tensor(image).reshape([1, SIDE, SIDE, 1]);
  return dg.noGrad(() => scope.keep(vae.encode(x).mean));
}

async function sendWeights(): Promise<void> {
  const tensors = Object.fromEntries(
    await Promise.all(vae.weights.map(async (weight) => {
      const { path, shape, value } = weight;
      return [path, { shape, data: await value.data() }] as const;
    })),
  );
  const file = dg.data.encodeSafetensors(tensors);
  say({ kind: "weights", file: new Uint8Array(file) });
}

function say(reply: Reply): void {
  scope.postMessage(reply);
}

scope.onmessage = ({ data }) => {
  answer(data).catch((error: Error) =>
    say({ kind: "failed", message: error.message })
  );
};
