/** Kernels are timed by the clock of a graphics card, where it has one. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../../backends/mod.ts";
import { testOn } from "../../helpers/missing_backend.ts";

testOn("webgpu", "a profile has the times of the device", async () => {
  const backend = await openBackend("webgpu");
  const { features } = backend.info();
  const hasClock = features.includes("timestamp-query");
  await dg.setBackend(backend);
  try {
    const a = dg.ones([64, 64]);
    const profile = await dg.profile(() => {
      for (let i = 0; i < 3; i++) a.matmul(a).exp();
    });
    assertEquals(profile.byDevice, hasClock);
    assertEquals(profile.kernels.length, 6);
    assertEquals(profile.table().includes("timed by the device"), hasClock);
    let last = 0;
    for (const { start, duration } of profile.kernels) {
      assert(start >= last && duration > 0, `${start}, ${duration}`);
      last = start;
    }
    // The watch is over: nothing is timed, and kernels are batched again.
    const before = backend.info().submits;
    for (let i = 0; i < 3; i++) a.matmul(a).exp();
    assert(backend.info().submits - before <= 1);
  } finally {
    await dg.setBackend("wasm");
    backend[Symbol.dispose]();
  }
});
