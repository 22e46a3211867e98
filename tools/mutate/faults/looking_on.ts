/** Where a program is, who looks on, and what is run again. */

import type { Fault } from "../fault.ts";

const again = ["tests/layers/recompute_test.ts"];
const numerics = ["tests/variables/check_numerics_test.ts"];
const profiles = [
  "tests/autograd/profiling/profile_test.ts",
  "tests/autograd/profiling/chrome_trace_test.ts",
];

/** Faults there. */
export const looking_on: readonly Fault[] = [
  {
    file: "autograd/replay.ts",
    text: "const draw = rerun ? rerun.next(blocks) : next();",
    replacement: "const draw = next();",
    why: "what is run again draws other random numbers",
    tests: again,
  },
  {
    file: "autograd/replay.ts",
    text: "() => withoutTrace(f),",
    replacement: "f,",
    why: "moving statistics follow a batch twice",
    tests: again,
  },
  {
    file: "autograd/recomputed.ts",
    text: "if (cotangent) cotangents.accumulate(then, cotangent);",
    replacement: "",
    why: "a weight that is assigned to on the way has no gradient",
    tests: again,
  },
  {
    file: "variables/recompute.ts",
    text: "withTraining(training, () => list(withLossesApart(f)))",
    replacement: "list(withLossesApart(f))",
    why: "what is run again is not in training",
    tests: again,
  },
  {
    file: "autograd/tape.ts",
    text: "!before.includes(one) && !tapes.includes(one)",
    replacement: "!before.includes(one)",
    why:
      "what takes the place of tapes stays there, and is asked more each time",
    tests: [...again, "tests/autograd/recomputed_test.ts"],
  },
  {
    file: "autograd/numerics.ts",
    text: "  state,\n  state,\n",
    replacement: "  0,\n  state,\n",
    why: "the first that is not finite is forgotten",
    tests: numerics,
  },
  {
    file: "layers/shape_trial.ts",
    text: "unobserved(() => noGrad(() => withTraining(false, call)))",
    replacement: "noGrad(() => withTraining(false, call))",
    why: "trials of shapes are told as faults",
    tests: numerics,
  },
  {
    file: "autograd/profiling/kernels.ts",
    text: "if (isAtWork) return call();",
    replacement: "",
    why: "a kernel that calls another counts twice",
    tests: profiles,
  },
  {
    file: "autograd/place.ts",
    text: "return at(place, true, f,",
    replacement: "return at(place, false, f,",
    why: "the way back counts as the way forward",
    tests: profiles,
  },
];
