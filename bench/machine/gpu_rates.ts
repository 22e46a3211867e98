/** What the graphics card can do: multiplying and adding in float32, and copying. */

import { type Clock, gpuClock } from "./gpu_clock.ts";

/** Vectors that do not wait for each other, and how often each is added to before the loop turns. */
const CHAINS = 8;
const UNROLLED = 8;
const TURNS = 64;
const THREADS = 256;
/** A measurement that takes this long, in milliseconds, is long enough. */
const ENOUGH = 5;
const MOST_WORKGROUPS = 65535;
const MEASUREMENTS = 5;
const COPIED = 128 << 20;

/** The adapter, and its rates. */
export interface GpuRates {
  readonly adapter: string;
  /** Billions of operations a second, a multiplication and an addition each being one. */
  readonly fp32: number;
  /** Gigabytes a second, read and written. */
  readonly copy: number;
}

/** Measures the adapter that WebGPU gives by default. */
export async function gpuRates(): Promise<GpuRates | null> {
  const gpu = navigator.gpu as GPU | undefined;
  const adapter = await gpu?.requestAdapter({
    powerPreference: "high-performance",
  });
  if (!adapter) return null;
  const stamps = "timestamp-query";
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has(stamps) ? [stamps] : [],
    requiredLimits: {
      maxBufferSize: Math.min(COPIED, adapter.limits.maxBufferSize),
    },
  });
  const clock = gpuClock(device, () => {});
  const { info } = adapter;
  const kind = info.isFallbackAdapter ? "software" : "hardware";
  const name = info.description || info.device || info.vendor;
  const rates = {
    adapter: `${name} (${kind})`,
    fp32: await fp32Rate(device, clock),
    copy: await copyRate(device, clock),
  };
  device.destroy();
  return rates;
}

/** Every thread takes vectors through multiplications and additions; a result that is never stored costs nothing. */
function chainsCode(): string {
  const names = Array.from({ length: CHAINS }, (_, i) => `v${i}`);
  const round = names.map((v) => `${v} = fma(${v}, a, b);`).join("\n");
  return `
@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let a = vec4f(f32(id.x) * 1e-9);
  let b = vec4f(1e-3);
  ${names.map((v, i) => `var ${v} = vec4f(${i}.5);`).join("\n")}
  for (var turn = 0u; turn < ${TURNS}u; turn++) {
    ${Array(UNROLLED).fill(round).join("\n")}
  }
  let sum = ${names.join(" + ")};
  if (sum.x < 0) { out[id.x] = sum; }
}`;
}

async function fp32Rate(device: GPUDevice, clock: Clock): Promise<number> {
  const module = device.createShaderModule({ code: chainsCode() });
  const pipeline = device.createComputePipeline({
    layout: "auto",
    compute: { module, entryPoint: "main" },
  });
  const usage = GPUBufferUsage.STORAGE;
  const buffer = device.createBuffer({ size: 1 << 20, usage });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer } }],
  });
  const timeOf = (workgroups: number) =>
    timed(device, clock, (encoder) => {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(workgroups);
      pass.end();
    });
  let workgroups = 1;
  while (workgroups < MOST_WORKGROUPS && await timeOf(workgroups) < ENOUGH) {
    workgroups = Math.min(MOST_WORKGROUPS, 2 * workgroups);
  }
  const work = workgroups * THREADS * TURNS * UNROLLED * CHAINS * 4 * 2;
  return work / await least(() => timeOf(workgroups)) / 1e6;
}

async function copyRate(device: GPUDevice, clock: Clock): Promise<number> {
  const size = Math.min(COPIED, device.limits.maxBufferSize);
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [1, 2].map(() => device.createBuffer({ size, usage }));
  const time = await least(() =>
    timed(
      device,
      clock,
      (encoder) => encoder.copyBufferToBuffer(from, 0, to, 0, size),
    )
  );
  return 2 * size / time / 1e6;
}

async function timed(
  device: GPUDevice,
  clock: Clock,
  record: (encoder: GPUCommandEncoder) => void,
): Promise<number> {
  const encoder = device.createCommandEncoder();
  record(encoder);
  const commands = encoder.finish();
  clock.begin();
  device.queue.submit([commands]);
  return await clock.end(() => device.queue.onSubmittedWorkDone());
}

async function least(measure: () => Promise<number>): Promise<number> {
  let time = Infinity;
  for (let i = 0; i < MEASUREMENTS; i++) time = Math.min(time, await measure());
  return time;
}
