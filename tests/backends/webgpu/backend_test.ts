/** What is found out when the device is opened. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { DeviceError } from "../../../config/errors.ts";
import { WebGPUBackend } from "../../../backends/webgpu/backend.ts";
import type { GpuBuffer } from "../../../backends/webgpu/pool.ts";
import { Reader } from "../../../backends/webgpu/reader.ts";
import { testOnDevice } from "./test_on_device.ts";

testOnDevice(
  "the backend tells about its device and its work",
  async (backend) => {
    const before = backend.info();
    const buffer = backend.alloc(10);
    backend.random([1, 2], 3, {
      buffer,
      view: { shape: [10], strides: [1], offset: 0 },
    });
    await backend.read(buffer, 10);
    const after = backend.info();
    assert(after.adapter.length > 0);
    assertEquals(typeof after.isSoftware, "boolean");
    assert(after.limits.maxStorageBufferBindingSize >= 2 ** 27);
    assert(Array.isArray(after.features));
    assertEquals(after.bytesInUse, before.bytesInUse + 40);
    assertEquals(after.dispatches, before.dispatches + 1);
    assertEquals(after.submits, before.submits + 1);
  },
);

testOnDevice(
  "software is refused where a card is asked for",
  async (backend) => {
    if (!backend.info().isSoftware) return;
    const error = await assertRejects(
      () => WebGPUBackend.open({ allowSoftware: false }),
      DeviceError,
      "software only",
    );
    assertEquals(error.kind, "unavailable");
  },
);

testOnDevice(
  "what is read is the same with waiting and without",
  async (backend) => {
    const buffer = backend.alloc(1000) as GpuBuffer;
    const numbers = Float32Array.from({ length: 1000 }, (_, i) => i / 3);
    backend.write(buffer, numbers);
    using patient = new Reader(backend.runtime);
    assertEquals(patient.isFast, false);
    assertEquals(await patient.read(buffer, 1000), numbers);
    assertEquals(await backend.read(buffer, 1000), numbers);
  },
);
