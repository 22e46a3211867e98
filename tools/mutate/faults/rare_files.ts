/** Files, images and names that are seldom met. */

import type { Fault } from "../fault.ts";

const images = ["tests/examples/images_test.ts"];
const options = ["tests/examples/vae_options_test.ts"];

/** Faults there. */
export const rare_files: readonly Fault[] = [
  {
    file: "data/safetensors/safetensors_header.ts",
    text: " || a.end - b.end",
    replacement: "",
    why: "a tensor without values behind one that begins with it is refused",
    tests: ["tests/data/safetensors_test.ts"],
  },
  {
    file: "config/options.ts",
    text: "Math.max(2, wanted.length / 2)",
    replacement: "Math.max(1, wanted.length / 2)",
    why: "short names have no near ones",
    tests: ["tests/config/nearest_test.ts"],
  },
  {
    file: "config/options.ts",
    text: '.replaceAll("_", "")',
    replacement: "",
    why: "names that differ in underscores are far",
    tests: ["tests/config/nearest_test.ts"],
  },
  {
    file: "examples/shared/images.ts",
    text: "n === 0",
    replacement: "n < 0",
    why: "a set without images is trained on",
    tests: images,
  },
  {
    file: "examples/shared/images.ts",
    text: "if (use !== null) checkClasses(use, set);",
    replacement: "",
    why: "a classifier learns labels that it has no place for",
    tests: images,
  },
  {
    file: "examples/shared/images.ts",
    text: "count > there)",
    replacement: "count > there + 1)",
    why: "an image more than there are is asked for, and nobody is told",
    tests: images,
  },
  {
    file: "examples/shared/output.ts",
    text: "this.#failed = true;",
    replacement: "",
    why: "a run whose results went elsewhere exits 0",
    tests: images,
  },
  {
    file: "examples/vae/options.ts",
    text: '"batch-size": integer(64',
    replacement: '"batch-size": integer(32',
    why: "batches are not of the size that the help says",
    tests: options,
  },
  {
    file: "examples/shared/keep.ts",
    text: "find((x) => !Number.isFinite(x))",
    replacement: "slice(0, 1).find((x) => !Number.isFinite(x))",
    why: "weights of which some are NaN are kept",
    tests: ["tests/examples/keep_test.ts"],
  },
  {
    file: "examples/vae/options.ts",
    text: '"learning-rate": positive(0.001',
    replacement: '"learning-rate": positive(0.01',
    why: "steps are not of the size that the help says",
    tests: options,
  },
  {
    file: "data/image_grid.ts",
    text: "gap = 2",
    replacement: "gap = 1",
    why: "gaps are not as wide as is said",
    tests: ["tests/data/unasked_test.ts"],
  },
];
