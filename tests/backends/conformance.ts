/** What every backend has to do: one suite, held against the reference. */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Backend } from "../../backends/backend.ts";
import {
  type BackendName,
  openBackend,
  type OpenOptions,
} from "../../backends/mod.ts";
import { DeviceError, ValueError } from "../../config/errors.ts";
import { constant } from "../../backends/expr.ts";
import { contiguous } from "../../backends/view.ts";
import { testOn, webgpuIsSoftware } from "../helpers/missing_backend.ts";
import { randomData } from "../helpers/random_data.ts";
import { thorough } from "../helpers/thorough.ts";
import { type Case, checkKernel } from "./conformance/check_kernel.ts";
import {
  convolutionCases,
  roundedConvolutionCases,
} from "./conformance/conv2d.ts";
import {
  functionCases,
  layoutCases,
  shapeCases,
} from "./conformance/elementwise.ts";
import { gatherCases } from "./conformance/gather.ts";
import { matmulCases } from "./conformance/matmul.ts";
import {
  longCases,
  mapCases,
  severalCases,
  specialCases,
  subsetCases,
} from "./conformance/reduce.ts";

/** The cases of each kernel; a device that is slow is spared some. */
export const KERNEL_CASES: Readonly<
  Record<string, (isSlow: boolean) => Case[]>
> = {
  "elementwise computes each function at special and ordinary values":
    functionCases,
  "elementwise reads and writes any layout": layoutCases,
  "elementwise takes all shapes and long expressions": shapeCases,
  "reduce folds every subset of axes": subsetCases,
  "reduce maps inputs of any layout": mapCases,
  "reduce folds several maps of the same inputs": severalCases,
  "reduce keeps errors small over a million terms": longCases,
  "reduce takes NaN, infinities and nothing at all": specialCases,
  "matmul takes all sizes, transposes and batches": matmulCases,
  "the convolutions are exact for whole numbers": convolutionCases,
  "the convolutions round as sums of their length may": roundedConvolutionCases,
  "gather and scatterAdd find every row, and none where there is none":
    gatherCases,
  "random is the same bit for bit": randomCases,
};

/** Makes the tests of a backend, which is opened with these options. */
export function conformance<Name extends BackendName>(
  name: Name,
  options: OpenOptions<Name> = {},
): void {
  const isSlow = name === "webgpu" && webgpuIsSoftware;
  const how = options.fuse === false ? `${name}, not fused` : name;
  const test = (title: string, fn: (backend: Backend) => Promise<void>) =>
    testOn(name, `${how}: ${title}`, async () => {
      using backend = await openBackend(name, options);
      await fn(backend);
    });

  for (const [title, cases] of Object.entries(KERNEL_CASES)) {
    test(title, async (backend) => {
      const every = isSlow && !thorough() ? 2 : 1;
      for (const [i, test] of cases(isSlow).entries()) {
        if (i % every === 0) await checkKernel(backend, test);
      }
    });
  }

  test("memory is a whole number of elements", async (backend) => {
    const before = backend.bytesInUse;
    for (const length of NO_LENGTHS) {
      assertThrows(
        () => backend.alloc(length as number),
        ValueError,
        "Cannot allocate memory: expected a whole number of elements",
      );
    }
    assertEquals(backend.bytesInUse, before);
    // What is whole and cannot be had is an error of the device, now or when it is used.
    const error = await assertRejects(async () => {
      const buffer = backend.alloc(2 ** 42);
      const view = contiguous([2 ** 42]);
      backend.elementwise([constant(1)], [], [{ buffer, view }]);
      await backend.read(buffer, 1);
    }, DeviceError);
    assertEquals((error as DeviceError).kind, "outOfMemory");
  });

  test("what is written can be read, and memory comes back", async (backend) => {
    const before = backend.bytesInUse;
    const lengths = [0, 1, 5, 1000, 100_003];
    const buffers = lengths.map((length) => backend.alloc(length));
    assert(backend.bytesInUse >= before + 4 * 101_009);
    for (const [i, buffer] of buffers.entries()) {
      const data = randomData(lengths[i], i);
      backend.write(buffer, data);
      const values = await backend.read(buffer, lengths[i]);
      assertEquals([...values], [...data]);
      const part = await backend.read(buffer, lengths[i] >> 1);
      assertEquals([...part], [...data.subarray(0, lengths[i] >> 1)]);
    }
    buffers.forEach((buffer) => backend.free(buffer));
    assertEquals(backend.bytesInUse, before);
  });
}

/** What no number of elements is. */
const NO_LENGTHS: readonly unknown[] = [
  ...[-1, -0.5, 0.5, 2.5, NaN, Infinity, -Infinity, 2 ** 53, 2 ** 60],
  ...["4", null, undefined, [4], true],
];

function randomCases(): Case[] {
  const keys: [number, number][] = [[0, 0], [1, 2], [0xffffffff, 0x80000000]];
  const counters = [0, 1, 12345, 2 ** 32 - 3, 2 ** 32 + 7, 2 ** 40];
  const lengths = [0, 1, 2, 3, 7, 8, 9, 31, 64, 1001];
  return keys.flatMap((key) =>
    counters.flatMap((counter) =>
      lengths.map((length, i): Case => ({
        name: `key ${key}, counter ${counter}, length ${length}`,
        run: ({ backend, output }) =>
          backend.random(key, counter, output(contiguous([length], i % 4))),
      }))
    )
  );
}
