/** The peers by name. */

import { Cannot, type Peer } from "../contest/peer.ts";
import { openDecograd } from "./decograd.ts";
import { openJaxJs } from "./jax_js.ts";
import { openOnnxruntime } from "./onnxruntime.ts";
import { openTensorFlowJs } from "./tfjs.ts";

const OPENERS: Readonly<Record<string, () => Promise<Peer>>> = {
  "decograd 1": () => openDecograd("wasm", 1),
  "decograd 2": () => openDecograd("wasm", 2),
  "decograd blas": () => openDecograd("blas"),
  "decograd webgpu": () => openDecograd("webgpu"),
  "tfjs wasm": () => openTensorFlowJs("wasm"),
  "tfjs cpu": () => openTensorFlowJs("cpu"),
  "tfjs webgpu": () => openTensorFlowJs("webgpu"),
  "jax-js wasm": () => openJaxJs("wasm"),
  "jax-js webgpu": () => openJaxJs("webgpu"),
  "onnx 1": () => openOnnxruntime(1),
  "onnx 2": () => openOnnxruntime(2),
};

/** PyTorch, which is a script of its own in Python. */
export const TORCH = ["torch 1", "torch 2"] as const;

/** Those that compute on the processor; the number is that of the threads. */
export const CPU_PEERS: readonly string[] = [
  ...["decograd 1", "decograd 2", "decograd blas"],
  ...TORCH,
  ...["onnx 1", "onnx 2", "tfjs wasm", "tfjs cpu", "jax-js wasm"],
];

/** Those that compute on the graphics card. */
export const WEBGPU_PEERS: readonly string[] = [
  "decograd webgpu",
  "tfjs webgpu",
  "jax-js webgpu",
];

/** Opens a peer. */
export async function openPeer(name: string): Promise<Peer> {
  if (!Object.hasOwn(OPENERS, name)) {
    throw new Cannot(`there is no peer called ${name}`);
  }
  return await OPENERS[name]();
}
