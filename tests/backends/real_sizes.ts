/** What every backend has to compute at the sizes of real models: held against definitions, not against a backend. */

import type { Backend } from "../../backends/backend.ts";
import type { RealCase } from "./real_sizes/case.ts";
import { checkCase } from "./real_sizes/check_case.ts";
import { convolutionCases } from "./real_sizes/conv2d.ts";
import { elementwiseCases, paddingCases } from "./real_sizes/elementwise.ts";
import { gatherCases } from "./real_sizes/gather.ts";
import { matmulCases } from "./real_sizes/matmul.ts";
import { randomCases } from "./real_sizes/random.ts";
import { reduceCases } from "./real_sizes/reduce.ts";

const CASES = {
  "products": matmulCases,
  "convolutions and their gradients": convolutionCases,
  "folds": reduceCases,
  "elementwise work": elementwiseCases,
  "windows of any length": paddingCases,
  "rows of tables": gatherCases,
  "random numbers": randomCases,
} as const;

/** What may be left out. */
export interface RealSizesOptions {
  readonly ignore?: boolean;
  /** The groups of cases to run; all if not given. */
  readonly only?: readonly (keyof typeof CASES)[];
  /** Which of their cases to run; all if not given. */
  readonly takes?: (test: RealCase) => boolean;
}

/** Makes the tests of one backend. */
export function realSizes(
  name: string,
  open: () => Backend | Promise<Backend>,
  options: RealSizesOptions = {},
): void {
  const { ignore = false, takes = () => true } = options;
  const titles = Object.keys(CASES) as (keyof typeof CASES)[];
  for (const title of options.only ?? titles) {
    Deno.test(`${name}, real sizes: ${title}`, { ignore }, async () => {
      using backend = await open();
      for (const test of CASES[title]().filter(takes)) {
        await checkCase(backend, test);
      }
    });
  }
}
