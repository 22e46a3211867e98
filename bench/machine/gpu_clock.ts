/** Clocks for work that is called for now and done later: the graphics card's own, and the processor's. */

/** Bytes of two timestamps. */
const STAMP_BYTES = 16;

/** Measures work that is called for between `begin` and `end`. */
export interface Clock {
  readonly name: string;
  begin(): void;
  /** Milliseconds since `begin` until all work was done; `settle` waits for that, if the clock cannot tell by itself. */
  end(settle: () => void | Promise<void>): Promise<number>;
}

/** The device's clock: two empty passes, of which one begins and one ends the time. */
function deviceClock(device: GPUDevice, flush: () => void): Clock {
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

/** The processor's clock, stopped once all is done. */
function hostClock(flush: () => void): Clock {
  let start = 0;
  return {
    name: "the processor's clock",
    begin: () => {
      flush();
      start = performance.now();
    },
    end: async (settle) => {
      await settle();
      return performance.now() - start;
    },
  };
}

/** The device's clock where it has one, else the processor's; `flush` submits what is recorded. */
export function gpuClock(device: GPUDevice, flush: () => void): Clock {
  return device.features.has("timestamp-query")
    ? deviceClock(device, flush)
    : hostClock(flush);
}
