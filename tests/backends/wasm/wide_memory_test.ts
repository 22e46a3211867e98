/** A memory whose addresses have 64 bits does what the other does, behind the first 4 GiB too. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { WasmBackend } from "../../../backends/wasm/backend.ts";
import { beyond4GiB } from "../../helpers/beyond_4gib.ts";
import { thorough } from "../../helpers/thorough.ts";
import { KERNEL_CASES } from "../conformance.ts";
import { checkKernel } from "../conformance/check_kernel.ts";

const GIB = 2 ** 30, ELEMENT = Float32Array.BYTES_PER_ELEMENT;
/** Other tests fold as long there. */
const LONG = "reduce keeps errors small over a million terms";

for (const [title, cases] of Object.entries(KERNEL_CASES)) {
  Deno.test({
    name: `behind 4 GiB, ${title}`,
    ignore: title === LONG && !thorough(),
    fn: async () => {
      using backend = beyond4GiB(
        new WasmBackend({ threads: 1, memory: "64-bit" }),
      );
      for (const one of cases(false)) await checkKernel(backend, one);
    },
  });
}

Deno.test("a model trains to the bits of the 32-bit memory", async () => {
  const weights: Float32Array[][] = [];
  for (const memory of ["32-bit", "64-bit"] as const) {
    await dg.setBackend("wasm", { memory });
    dg.setRandomSeed(1);
    const model = new dg.Sequential([
      dg.Input([4]),
      new dg.layers.Dense(4 * 4 * 8, { activation: "relu" }),
      new dg.layers.Reshape([4, 4, 8]),
      new dg.layers.Conv2DTranspose(3, 3, 2, "same", { activation: "sigmoid" }),
    ]);
    model.compile({ optimizer: "adam", loss: "mse" });
    const z = dg.randomNormal([40, 4], { seed: 2 });
    const images = dg.randomUniform([40, 8, 8, 3], { seed: 3 });
    await model.fit(z, images, { epochs: 3, batchSize: 16, verbose: 0 });
    weights.push(
      await Promise.all(
        model.weights.map(async ({ value }) =>
          Float32Array.from(await value.data())
        ),
      ),
    );
  }
  assertEquals(weights[1], weights[0]);
  await dg.setBackend("wasm");
});

Deno.test("tensors of both memories do not meet, and it is said that there are two", async () => {
  const other = await dg.setBackend("wasm", { memory: "64-bit" });
  const far = dg.ones([2]);
  await dg.setBackend("wasm");
  assertThrows(
    () => dg.add(far, dg.ones([2])),
    Error,
    'received tensors on "wasm" and another "wasm"',
  );
  other.flush();
});

Deno.test("a tensor that offsets of 32 bits do not reach is refused", () => {
  using backend = new WasmBackend({ threads: 1, memory: "64-bit" });
  const { bytesInUse } = backend;
  const error = assertThrows(
    () => backend.alloc(2 * GIB / ELEMENT),
    dg.DeviceError,
    "Cannot allocate 2147483648 bytes: expected a tensor of less than 2 GiB",
  );
  assertEquals([error.kind, backend.bytesInUse], ["outOfMemory", bytesInUse]);
  backend.free(backend.alloc(2 * GIB / ELEMENT - 1));
});

Deno.test("who fills a memory of 32 bits is told of the longer one", () => {
  using backend = new WasmBackend({ threads: 1 });
  for (let i = 0; i < 3; i++) backend.alloc(GIB / ELEMENT);
  assertThrows(
    () => backend.alloc(GIB / ELEMENT),
    dg.DeviceError,
    '(memory: "64-bit" reaches 16 GiB)',
  );
  // One tensor that the other would not take either.
  const tooLong = assertThrows(
    () => backend.alloc(2 * GIB / ELEMENT),
    dg.DeviceError,
  );
  assert(!tooLong.message.includes("64-bit"), tooLong.message);
  // What was asked for is no fault of the addresses.
  using small = new WasmBackend({ threads: 1, maximumBytes: 2 ** 22 });
  const error = assertThrows(() => small.alloc(2 ** 21), dg.DeviceError);
  assert(!error.message.includes("64-bit"), error.message);
});

Deno.test("an engine that has no memories of 64 bits is told of", () => {
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (typeof descriptor.initial !== "number") throw new TypeError("bigint");
      super(descriptor);
    }
  };
  try {
    const error = assertThrows(
      () => new WasmBackend({ memory: "64-bit" }),
      dg.DeviceError,
      'Cannot open the backend with memory "64-bit": expected an engine that has such memories',
    );
    assertEquals(error.kind, "unavailable");
  } finally {
    WebAssembly.Memory = Memory;
  }
});

Deno.test({
  name: "tensors of 6 GiB in all are computed with",
  // Few machines have so much to spare beside other tests.
  ignore: !thorough(),
  fn: async () => {
    await dg.setBackend("wasm", { memory: "64-bit" });
    const length = GIB / ELEMENT;
    const tensors = Array.from(
      { length: 6 },
      (_, i) => dg.full([length], i + 1),
    );
    const sums = tensors.map((one) => one.max());
    assert(dg.memory().bytesInUse >= 6 * GIB);
    for (const [i, sum] of sums.entries()) {
      assertEquals(await sum.item(), i + 1);
    }
    const ends = await dg.stack(tensors.map((one) => one.at([-1]))).data();
    assertEquals([...ends], [1, 2, 3, 4, 5, 6]);
    tensors.forEach((one) => one[Symbol.dispose]());
    await dg.setBackend("wasm");
  },
});
