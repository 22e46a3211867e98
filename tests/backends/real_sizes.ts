/** What every backend has to compute at the sizes of real models: held against definitions, not against a backend. */

import type { Backend } from "../../backends/backend.ts";
import { type BackendName, openBackend } from "../../backends/mod.ts";
import { testOn } from "../helpers/missing_backend.ts";
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
const TITLES = Object.keys(CASES) as (keyof typeof CASES)[];

/** What may be left out, and what may be otherwise. */
export interface RealSizesOptions {
  /** Opens the backend, if not by its name alone; and how the tests call it then. */
  readonly open?: () => Backend;
  readonly title?: string;
  /** The groups of cases to run; all if not given. */
  readonly only?: readonly (keyof typeof CASES)[];
  /** Which of their cases to run; all if not given. */
  readonly takes?: (test: RealCase) => boolean;
}

/** Makes the tests of a backend. */
export function realSizes(
  name: BackendName,
  options: RealSizesOptions = {},
): void {
  const { title: who = name, only = TITLES, takes = () => true } = options;
  const open = options.open ?? (() => openBackend(name, { fuse: false }));
  for (const title of only) {
    testOn(name, `${who}, real sizes: ${title}`, async () => {
      using backend = await open();
      for (const test of CASES[title]().filter(takes)) {
        await checkCase(backend, test);
      }
    });
  }
}
