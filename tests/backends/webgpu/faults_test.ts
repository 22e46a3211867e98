/** Errors of the device: of the right kind, and not the end of the process. */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DeviceError } from "../../../config/errors.ts";
import { constant, input, unary } from "../../../backends/expr.ts";
import { openBackend } from "../../../backends/mod.ts";
import { contiguous } from "../../../backends/view.ts";
import { WebGPUBackend } from "../../../backends/webgpu/backend.ts";
import type { GpuBuffer } from "../../../backends/webgpu/pool.ts";
import { testOnDevice } from "./test_on_device.ts";

testOnDevice(
  "a lost device is told at the next read, and again",
  async (backend) => {
    const buffer = backend.alloc(4);
    backend.write(buffer, [1, 2, 3, 4]);
    backend.runtime.device.destroy();
    backend.elementwise([constant(1)], [], [{ buffer, view: contiguous([4]) }]);
    for (let i = 0; i < 2; i++) {
      const error = await assertRejects(
        () => backend.read(buffer, 4),
        DeviceError,
      );
      assertEquals(error.kind, "lost");
    }
  },
);

testOnDevice(
  "more memory than the device has for a buffer is refused at once, with the sizes",
  async () => {
    using backend = await WebGPUBackend.open();
    const before = backend.bytesInUse;
    const error = assertThrows(() => backend.alloc(2 ** 40), DeviceError);
    assertEquals(error.kind, "outOfMemory");
    assert(error.message.includes(`${4 * 2 ** 40}`), error.message);
    assertEquals(backend.bytesInUse, before);
  },
);

testOnDevice(
  "a shader that does not compile is told at the next read, by name, and work goes on",
  async () => {
    using backend = await WebGPUBackend.open();
    const { runtime } = backend;
    const buffer = backend.alloc(4) as GpuBuffer;
    runtime.recorder.dispatch({
      label: "broken kernel",
      key: "broken",
      code: () => "fn main( {",
      bindings: [{ buffer, access: "read_write" }],
      workgroups: [1, 1, 1],
    });
    const error = await assertRejects(
      () => backend.read(buffer, 4),
      DeviceError,
    );
    assertEquals(error.kind, "validation");
    assert(error.message.includes("broken kernel"), error.message);

    const other = backend.alloc(4);
    backend.write(buffer, [1, 4, 9, 16]);
    const view = contiguous([4]);
    backend.elementwise([unary("sqrt", input(0))], [{ buffer, view }], [
      { buffer: other, view },
    ]);
    assertEquals([...await backend.read(other, 4)], [1, 2, 3, 4]);
  },
);

testOnDevice("in debug mode an error has the name of its kernel", async () => {
  using backend = await WebGPUBackend.open({ debug: true });
  const buffer = backend.alloc(4) as GpuBuffer;
  backend.runtime.recorder.dispatch({
    label: "wrong binding",
    key: "wrong",
    code: () =>
      "@group(0) @binding(1) var<storage, read_write> b: array<f32>; @compute @workgroup_size(1) fn main() { b[0] = 1.0; }",
    bindings: [{ buffer, access: "read_write" }],
    workgroups: [1, 1, 1],
  });
  const error = await assertRejects(() => backend.read(buffer, 4), DeviceError);
  assert(error.message.includes("in wrong binding: "), error.message);
});

testOnDevice("debug is an option for those who train", async () => {
  const backend = await openBackend("webgpu", { debug: true });
  try {
    const before = backend.info().submits;
    const buffer = backend.alloc(4), other = backend.alloc(4);
    const view = contiguous([4]);
    backend.write(buffer, [1, 2, 3, 4]);
    backend.reduce("sum", [input(0)], [{ buffer, view }], [{
      buffer: other,
      view: contiguous([1]),
    }]);
    backend.reduce("max", [input(0)], [{ buffer, view }], [{
      buffer: other,
      view: contiguous([1], 1),
    }]);
    assertEquals([...await backend.read(other, 2)], [10, 4]);
    assertEquals(backend.info().submits, before + 3);
  } finally {
    backend[Symbol.dispose]();
  }
});
