/** The decoder. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const examples: readonly Fault[] = [
  {
    file: "examples/vae/vae.ts",
    text: "perNumber.sum({ axis: -1 }).mean().mul(0.5)",
    replacement: "perNumber.sum({ axis: -1 }).mean()",
    why: "the divergence counts twice",
    tests: ["tests/examples/vae_model_test.ts"],
  },
  {
    file: "examples/vae/vae.ts",
    text: "perPixel.mean().mul(images.size / count)",
    replacement: "perPixel.mean()",
    why: "the reconstruction is a mean over pixels",
    tests: ["tests/examples/vae_model_test.ts"],
  },
  {
    file: "examples/vae/vae.ts",
    text: "logVariance.mul(0.5).exp()",
    replacement: "logVariance.exp()",
    why: "the noise is as wide as the variance",
    tests: ["tests/examples/vae_model_test.ts"],
  },
  {
    file: "examples/vae/vae.ts",
    text: "return dg.sigmoid(this.decoder.apply(together(z, labels)));",
    replacement: "return this.decoder.apply(together(z, labels));",
    why: "pictures are logits",
    tests: ["tests/examples/vae_model_test.ts"],
  },
  {
    file: "examples/vae/vae.ts",
    text: "{ sampleWeight: count }",
    replacement: "{ sampleWeight: 1 }",
    why: "the bound is not weighted by the size of batches",
    tests: ["tests/examples/vae_model_test.ts"],
  },
  {
    file: "examples/vae/parts.ts",
    text: "x = decoding.join(z);",
    replacement: "x = new Concatenate().apply([z, z]);",
    why: "the decoder is not told of the class",
    tests: ["tests/examples/vae_model_test.ts"],
  },
  {
    file: "examples/shared/stop.ts",
    text: "this.#hint = hint;\n    this.#tell();",
    replacement: "this.#hint = hint;",
    why: "a signal that came early is never heard",
    tests: ["tests/examples/stop_test.ts"],
  },
  {
    file: "examples/shared/training.ts",
    text: "return this.#stop.code || (this.#output.failed ? 1 : 0);",
    replacement: "return this.#output.failed ? 1 : 0;",
    why: "a stopped run exits 0",
    tests: ["tests/examples/vae_run_test.ts"],
  },
  {
    file: "examples/shared/output.ts",
    text: "if (there.length > 0 && !options.overwrite && !options.resume) {",
    replacement: "if (false) {",
    why: "a second run replaces the results of the first",
    tests: ["tests/examples/vae_run_test.ts"],
  },
  {
    file: "models/fitting/loop.ts",
    text: "await letEventLoopTurn();\n      await end();",
    replacement: "await end();\n      await letEventLoopTurn();",
    why: "a callback is told of the last step before it knows that it is",
    tests: ["tests/examples/resume_test.ts"],
  },
  {
    file: "models/fitting/stepping.ts",
    text: ".filter(([, metric]) => !isEmpty(metric))",
    replacement: "",
    why: "a loss that no step tells of is 0",
    tests: ["tests/models/silent_metrics_test.ts"],
  },
  {
    file: "models/saving/place.ts",
    text: "isEmpty(one) ? [] : one.getState()",
    replacement: "one.getState()",
    why: "a training that goes on shows as 0 what it had not shown before",
    tests: ["tests/models/silent_metrics_test.ts"],
  },
  {
    file: "models/progress/progress.ts",
    text: "this.#speed = null;\n    this.show(0, 0, {});",
    replacement: "this.show(0, 0, {});",
    why: "an epoch begins with the speed of the work before",
    tests: ["tests/models/progress/progress_test.ts"],
  },
  {
    file: "examples/shared/training.ts",
    text: "if (isSame) output.confirm(CHECKPOINT);",
    replacement: "",
    why: "a run that goes on calls its own checkpoint an earlier one",
    tests: ["tests/examples/resume_test.ts"],
  },
];
