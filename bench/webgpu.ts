/**
 * Speed of the kernels on the graphics card, by its own clock where it has one:
 * `deno run bench/webgpu.ts [what names of kernels begin with]`.
 */

import { WebGPUBackend } from "../backends/webgpu/backend.ts";
import { kernelsOf, rowOf } from "./kernels.ts";

/** Measurements of which the least counts, and how long each of them is to take. */
const ROUNDS = 5;
const MILLISECONDS = 50;
/** Calls between two looks at the clock, at most. */
const MOST_CALLS = 200;
/** Bytes of two timestamps. */
const STAMP_BYTES = 16;

/** Milliseconds from `begin` until the work recorded since then is done, once `end` resolves. */
interface Clock {
  readonly name: string;
  begin(): void;
  end(): Promise<number>;
}

/** The device's clock: two empty passes, of which one begins and one ends the time. */
function deviceClock({ runtime: { device }, flush }: {
  readonly runtime: { readonly device: GPUDevice };
  readonly flush: () => void;
}): Clock {
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 });
  const [stamps, staging] = [
    GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  ].map((usage) => device.createBuffer({ size: STAMP_BYTES, usage }));
  const stamp = (index: number): GPUCommandEncoder => {
    const encoder = device.createCommandEncoder();
    encoder.beginComputePass({
      timestampWrites: { querySet, endOfPassWriteIndex: index },
    }).end();
    return encoder;
  };
  return {
    name: "timestamps",
    begin: () => {
      flush();
      device.queue.submit([stamp(0).finish()]);
    },
    end: async () => {
      flush();
      const encoder = stamp(1);
      encoder.resolveQuerySet(querySet, 0, 2, stamps, 0);
      encoder.copyBufferToBuffer(stamps, 0, staging, 0, STAMP_BYTES);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const [from, to] = new BigUint64Array(staging.getMappedRange().slice(0));
      staging.unmap();
      return Number(to - from) / 1e6;
    },
  };
}

/** The processor's clock, stopped by a read. */
function hostClock(backend: WebGPUBackend): Clock {
  const nothing = backend.alloc(1);
  backend.write(nothing, [0]);
  let start = 0;
  return {
    name: "the processor's clock",
    begin: () => void (start = performance.now()),
    end: async () => {
      await backend.read(nothing, 1);
      return performance.now() - start;
    },
  };
}

/** Milliseconds of one call, at best. */
async function leastTime(clock: Clock, run: () => void): Promise<number> {
  const measure = async (calls: number): Promise<number> => {
    clock.begin();
    for (let i = 0; i < calls; i++) run();
    return await clock.end() / calls;
  };
  await measure(1);
  const once = await measure(1);
  const calls = Math.ceil(Math.min(MOST_CALLS, MILLISECONDS / once));
  let least = once;
  for (let i = 0; i < ROUNDS; i++) {
    least = Math.min(least, await measure(calls));
  }
  return least;
}

if (import.meta.main) {
  const [prefix = ""] = Deno.args;
  using backend = await WebGPUBackend.open();
  const { adapter, isSoftware, features } = backend.info();
  const clock = features?.includes("timestamp-query")
    ? deviceClock({ runtime: backend.runtime, flush: () => backend.flush() })
    : hostClock(backend);
  const kind = isSoftware ? "software" : "hardware";
  console.log(`${adapter} (${kind}), measured by ${clock.name}`);
  const nothing = backend.alloc(1);
  for (const kernel of kernelsOf(backend)) {
    if (!kernel.name.startsWith(prefix)) continue;
    console.log(rowOf(kernel, await leastTime(clock, kernel.run)));
    // A read throws what went wrong on the way: times of a kernel that failed are worth nothing.
    await backend.read(nothing, 1);
  }
}
