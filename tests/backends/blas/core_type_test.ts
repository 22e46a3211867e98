/** Which kind of processor OpenBLAS is told to take, and that a library that computes wrongly is found out. */

import { assertEquals } from "@std/assert";
import { betterCore, featuresOf } from "../../../backends/blas/core_type.ts";
import { multipliesRightly } from "../../../backends/blas/self_check.ts";
import { testOn } from "../../helpers/missing_backend.ts";
import { runProgram } from "../../helpers/run_program.ts";
import { ROOT } from "../../helpers/sources.ts";

const OLD = { avx2: false, avx512: false };
const AVX2 = { avx2: true, avx512: false };
const AVX512 = { avx2: true, avx512: true };

Deno.test("code for processors with shorter vectors is exchanged where there are longer ones", () => {
  const rows = [
    ["Prescott", AVX512, "SkylakeX"],
    ["Prescott", AVX2, "Haswell"],
    ["Prescott", OLD, undefined],
    ["Prescott", undefined, undefined],
    ["Sandybridge", AVX2, "Haswell"],
    ["Zen", AVX2, undefined],
    ["Zen", AVX512, "SkylakeX"],
    ["Haswell", AVX2, undefined],
    ["Haswell", AVX512, "SkylakeX"],
    ["Haswell", undefined, undefined],
    ["SkylakeX", AVX512, undefined],
    ["Sapphirerapids", AVX512, undefined],
  ] as const;
  for (const [taken, features, better] of rows) {
    assertEquals(betterCore(taken, features), better, taken);
  }
});

Deno.test("what a processor can do is read from the bits of CPUID", () => {
  const leaves = (ebx: number, ecx: number) => (leaf: number) =>
    leaf === 1 ? { ebx, ecx: 0 } : { ebx: 0, ecx };
  // An EPYC with AVX2, the same without FMA, and a Xeon with AVX-512.
  assertEquals(featuresOf(leaves(0x218c0328, 0x7ed83203)), AVX2);
  assertEquals(featuresOf(leaves(0x218c0328, 0x7ed82203)), OLD);
  assertEquals(featuresOf(leaves(0xd1bf07eb | 0, 0x7ffefbff)), AVX512);
});

Deno.test("a library that leaves out a term is found out", () => {
  const product = (skipped: number) =>
    multipliesRightly(
      ({ size: [rows, columns, depth], transposed, a, b, c }) => {
        for (let i = 0; i < rows * columns; i++) {
          const m = Math.floor(i / columns), n = i % columns;
          for (let k = 0; k < depth; k++) {
            const left = transposed ? a[k * rows + m] : a[m * depth + k];
            const right = transposed ? b[n * depth + k] : b[k * columns + n];
            if (k !== skipped) c[i] += left * right;
          }
        }
      },
    );
  assertEquals([product(-1), product(388)], [true, false]);
});

testOn(
  "blas",
  "a library is loaded anew for a named kind of processor, unless the user has named one",
  async () => {
    const source = `
    import { CBLAS_SGEMM, withBestCore } from "${new URL(
      "backends/blas/library.ts",
      ROOT,
    )}";
    import { openProcess } from "${new URL(
      "backends/blas/core_type.ts",
      ROOT,
    )}";
    const core = (name) => Deno.UnsafePointerView.getCString(name());
    const open = () => Deno.dlopen("libopenblas.so.0", {
      cblas_sgemm: CBLAS_SGEMM,
      openblas_get_corename: { parameters: [], result: "pointer" },
    });
    const process = openProcess(), host = process && { ...process, named: false };
    const first = host?.naming("Prescott", open);
    const wasOld = first && core(first.symbols.openblas_get_corename) === "Prescott";
    // Other processors, and libraries made for one kind alone, have nothing to choose from.
    if (wasOld && host.features?.avx2) {
      const named = withBestCore("libopenblas.so.0", first, () => ({ ...host, named: true }));
      const { core, hint } = withBestCore("libopenblas.so.0", first, () => ({ ...host, named: false }));
      console.log(named.core, /^OPENBLAS_CORETYPE=.* may be faster$/.test(named.hint), /^(Haswell|SkylakeX)$/.test(core), hint);
    } else console.log("Prescott true true undefined");`;
    assertEquals(
      await runProgram(["--allow-ffi"], source),
      "Prescott true true undefined\n",
    );
  },
);
