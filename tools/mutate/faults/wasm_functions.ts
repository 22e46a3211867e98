/** The functions of the wasm backend. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const wasm_functions: readonly Fault[] = [
  {
    file: "backends/wasm/math/erf.ts",
    text: "const SWITCH = 0.925;",
    replacement: "const SWITCH = 1.5;",
    why: "the error function is off where its two forms meet",
    tests: [
      "tests/backends/wasm/math/math_test.ts",
      "tests/backends/wasm/conformance_test.ts",
    ],
  },
  {
    file: "backends/wasm/math/exp.ts",
    text: "clamp(code, x, [-105, 90])",
    replacement: "clamp(code, x, [-87, 90])",
    why: "the smallest exponentials are too large",
    tests: [
      "tests/backends/wasm/math/math_test.ts",
      "tests/backends/wasm/conformance_test.ts",
    ],
  },
  {
    file: "backends/wasm/math/exp.ts",
    text: "code.madd(n, -LN2_LOW, code.madd(n, -LN2_HIGH, x))",
    replacement: "code.madd(n, -Math.LN2, x)",
    why: "large exponentials lose bits",
    tests: [
      "tests/backends/wasm/math/math_test.ts",
      "tests/backends/wasm/conformance_test.ts",
    ],
  },
];
