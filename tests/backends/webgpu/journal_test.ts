/** A device that tells later that it had no memory has left a training as it was before. */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { WebGPUBackend } from "../../../backends/webgpu/backend.ts";
import { randomData } from "../../helpers/random_data.ts";
import { TrainingRun } from "../../helpers/training_run.ts";
import { testOn } from "../../helpers/missing_backend.ts";
import { thorough } from "../../helpers/thorough.ts";

const scaled = () =>
  new dg.optimizers.LossScaleOptimizer({
    innerOptimizer: new dg.optimizers.Adam({ name: "adam" }),
  });

/** From one buffer that is refused to the next one that is. */
const STRIDE = thorough() ? 1 : 7;

/** Steps of which each fourth has a batch that needs memory of its own. */
class UnevenRun extends TrainingRun {
  override batch(step: number): [dg.Tensor, dg.Tensor] {
    const rows = step % 4 === 2 ? 400 : 4;
    return [
      dg.tensor(randomData(rows * 5, step), [rows, 5]),
      dg.tensor(randomData(rows * 2, 50 + step), [rows, 2]),
    ];
  }
}

/** Lets the device make `count` more buffers and no other; gives a function that mends it and says whether one was refused. */
function refuseBuffers(device: GPUDevice, count: number): () => boolean {
  let left = count, refused = false;
  device.createBuffer = (descriptor) => {
    const isRefused = left-- <= 0;
    if (isRefused) refused = true;
    const size = isRefused ? 2 * device.limits.maxBufferSize : descriptor.size;
    return GPUDevice.prototype.createBuffer.call(device, {
      ...descriptor,
      size,
    });
  };
  return () => {
    Reflect.deleteProperty(device, "createBuffer");
    return refused;
  };
}

for (const fuses of [true, false]) {
  const how = fuses ? "fused" : "not fused";
  testOn(
    "webgpu",
    `memory that the device refuses takes nothing with it (${how})`,
    async () => {
      // A prime, so that it falls on buffers of all kinds.
      for (let count = 0, isRefused = true; isRefused; count += STRIDE) {
        using inner = await WebGPUBackend.open();
        const backend = fuses ? new FusingBackend(inner) : inner;
        await dg.setBackend(backend);
        using run = new UnevenRun({ optimizer: scaled });
        using twin = new UnevenRun({ optimizer: scaled });
        for (const one of [twin, run]) {
          dg.setRandomSeed(7);
          one.step(0);
          one.step(1);
          one.measure(1);
        }
        const before = await run.state(), bytes = backend.bytesInUse;
        const mend = refuseBuffers(inner.runtime.device, count);
        run.step(2);
        run.step(3);
        const known = dg.zeros([1]);
        isRefused = mend();
        if (isRefused) await assertRejects(() => known.data(), dg.DeviceError);
        known[Symbol.dispose]();
        if (isRefused) {
          assertEquals(await run.state(), before, `buffer ${count}`);
          assertEquals(backend.bytesInUse, bytes);
          run.step(2);
          run.step(3);
        }
        twin.step(2);
        twin.step(3);
        assertEquals(await run.state(), await twin.state());
      }
      await dg.setBackend("wasm");
    },
  );
}

testOn(
  "webgpu",
  "a step on a device that is lost says so and changes nothing",
  async () => {
    using inner = await WebGPUBackend.open();
    await dg.setBackend(new FusingBackend(inner));
    using run = new TrainingRun({ optimizer: scaled });
    run.step(0);
    const { optimizer } = run.trainer;
    await run.state();
    inner.runtime.device.destroy();
    await inner.runtime.device.lost;
    const { iterations } = optimizer;
    assertThrows(
      () => run.step(1),
      dg.DeviceError,
      "training can go on elsewhere from what was read or saved before",
    );
    assertEquals(optimizer.iterations, iterations);
    await dg.setBackend("wasm");
  },
);

testOn(
  "webgpu",
  "results that the device did not compute say so at every read",
  async () => {
    using inner = await WebGPUBackend.open();
    await dg.setBackend(new FusingBackend(inner));
    const known = dg.tensor([1, 2, 3]);
    const kept = dg.mul(known, 2);
    assertEquals([...await kept.data()], [2, 4, 6]);
    const mend = refuseBuffers(inner.runtime.device, 0);
    const lost = [dg.sin(dg.zeros([5000])), dg.exp(known)];
    inner.flush();
    for (const tensor of [...lost, ...lost]) {
      await assertRejects(() => tensor.data(), dg.DeviceError);
    }
    assertEquals(mend(), true);
    assertEquals([...await kept.data()], [2, 4, 6]);
    assertEquals([...await dg.add(known, kept).data()], [3, 6, 9]);
    await dg.setBackend("wasm");
  },
);
