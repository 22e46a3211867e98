/** Faults in what processes of a job say to each other. */

import type { Fault } from "../fault.ts";

const UNLIKE = ["tests/distributed/unlike_test.ts"];
const SHARED = ["tests/distributed/shared_test.ts"];
const GRADIENTS = ["tests/distributed/same_gradients_test.ts"];
const UNREACHED = ["tests/distributed/unreached_test.ts"];

/** Each lets ranks go on that train something else, or refuses some that do not. */
export const distributed: readonly Fault[] = [
  {
    file: "distributed/same_model.ts",
    text: '"${withoutCounts(path)}"',
    replacement: '"${path}"',
    why: "a rank that has made other layers before trains another model",
    tests: UNLIKE,
  },
  {
    file: "variables/naming.ts",
    text: "counted.has(bare) ? bare : name",
    replacement: "bare",
    why: "numbers of names that a user gave do not count",
    tests: GRADIENTS,
  },
  {
    file: "distributed/same_model.ts",
    text: "value: `${type}, ${isReached(value)}`,",
    replacement: 'value: "",',
    why: "ranks on different backends go on",
    tests: UNLIKE,
  },
  {
    file: "distributed/same_values.ts",
    text: "if (!elements.some(Number.isNaN)) return elements;",
    replacement: "if (elements.length > 0) return elements;",
    why: "a NaN of the first rank is given to all",
    tests: UNLIKE,
  },
  {
    file: "distributed/same_values.ts",
    text:
      "if (own.some(Number.isNaN)) this.#wrong = Math.min(this.#wrong, place);\n    else if",
    replacement: "if",
    why: "a NaN is taken for the weights of another seed",
    tests: UNLIKE,
  },
  {
    file: "models/training_step.ts",
    text: "optimizer.beginWith?.(model);",
    replacement: "",
    why: "weights that are not trained differ from rank to rank",
    tests: UNLIKE,
  },
  {
    file: "distributed/same_start.ts",
    text: "undone: () => all.forEach((one) => set.delete(one)),",
    replacement: "undone() {},",
    why: "a step that failed leaves variables known that are gone",
    tests: [...UNREACHED, ...SHARED],
  },
  {
    file: "distributed/optimizer.ts",
    text: "noteChange(null, { undone: () => this.#trained = null });",
    replacement: "",
    why: "a first step that failed leaves the optimizer its variables",
    tests: UNREACHED,
  },
  {
    file: "models/fitting/company.ts",
    text:
      "const isKept = this.#optimizers.some((one) => one.accumulatedSteps > 0);",
    replacement: "const isKept = false;",
    why: "what is kept between two updates is of one rank alone",
    tests: SHARED,
  },
  {
    file: "models/fitting/company.ts",
    text: "await this.#sharing;",
    replacement: "",
    why: "a callback that is not awaited keeps what a later step has left",
    tests: SHARED,
  },
  {
    file: "models/fitting/agreement.ts",
    text: "if (isAnyIll === 0) return;",
    replacement: "return;",
    why: "a rank without samples leaves the others alone",
    tests: UNLIKE,
  },
  {
    file: "models/fitting/loop.ts",
    text: "if (!stopped && !loop.isOver?.()) await loop.exhausted?.();",
    replacement: "",
    why: "ranks with fewer batches are told in numbers of a call",
    tests: UNLIKE,
  },
];
