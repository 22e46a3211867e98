/** What is counted of the graphics card, and what is read from the texts of shaders. */

import { assertEquals } from "@std/assert";
import { GpuCounter } from "../../bench/machine/gpu_counts.ts";
import { accessesOf, sharedBytesOf } from "../../bench/machine/wgsl.ts";
import { binary, input } from "../../backends/expr.ts";
import { contiguous } from "../../backends/view.ts";
import { WebGPUBackend } from "../../backends/webgpu/backend.ts";
import { testOn } from "../helpers/missing_backend.ts";

testOn(
  "webgpu",
  "a kernel is counted with what it binds, and a dry run computes nothing",
  async () => {
    using counter = new GpuCounter();
    using backend = await WebGPUBackend.open();
    const view = contiguous([300]);
    const [x, y] = [0, 1].map(() => ({ buffer: backend.alloc(300), view }));
    backend.write(x.buffer, new Float32Array(300).fill(2));
    const square = [binary("mul", input(0), input(0))];
    const run = async () => {
      counter.take();
      backend.elementwise(square, [x], [y]);
      return (await backend.read(y.buffer, 300))[0];
    };
    assertEquals(await run(), 4);
    assertEquals(counter.take().pipelines, 1);
    assertEquals(await run(), 4);
    const block = 1280;
    assertEquals(counter.take(), {
      ...{ dispatches: 1, passes: 1, commandBuffers: 1, submits: 1, copies: 1 },
      ...{ bytesRead: block, bytesWritten: block, sharedBytes: 0 },
      ...{ bindGroups: 0, pipelines: 0, buffers: 0 },
      ...{ writes: 0, uniformBytes: 0, otherBytes: 0 },
    });
    counter.isDry = true;
    backend.write(x.buffer, new Float32Array(300).fill(3));
    assertEquals(await run(), 4);
    assertEquals(counter.take().dispatches, 1);
  },
);

Deno.test("the text of a shader tells what it reads and writes, and what threads share", () => {
  const code = `const SIDE = 8u;
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> b: array<vec4<f32>>;
@group(1) @binding(2) var<storage, read_write> c : array<f32>;
@group(1) @binding(0) var<uniform> params: array<vec4u, 16>;
var<workgroup> tile: array<array<vec4<f32>, SIDE>, 4>;
var<workgroup> flags: array<u32, 2 * SIDE>;
fn main() { b[i[0]].x = a[0]; c[1] = 2.0; c[2] += b2; if (c[3] == 1.0) {} }`;
  const [a, b, c] = accessesOf(code);
  assertEquals(a, { group: 0, binding: 0, isRead: true, isWritten: false });
  assertEquals(b, { group: 0, binding: 1, isRead: false, isWritten: true });
  assertEquals(c, { group: 1, binding: 2, isRead: true, isWritten: true });
  assertEquals(sharedBytesOf(code), 4 * 8 * 16 + 16 * 4);
});
