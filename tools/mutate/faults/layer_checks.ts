/** What layers hold, refuse, read and tell. */

import type { Fault } from "../fault.ts";

const held = [
  "tests/config/serialization_test.ts",
  "tests/variables/module_test.ts",
  "tests/variables/paths_test.ts",
  "tests/variables/unheld_test.ts",
  "tests/variables/tracking_test.ts",
];
const options = [
  "tests/layers/arguments_refused_test.ts",
  "tests/refusals_test.ts",
];
const configs = [
  "tests/layers/layer_object_test.ts",
  "tests/layers/normalization/normalization_test.ts",
  "tests/variables/initializers/constant_initializers_test.ts",
  "tests/config/serialization_test.ts",
];
const errors = ["tests/variables/located_test.ts"];

/** Faults there. */
export const layer_checks: readonly Fault[] = [
  {
    file: "variables/tracking.ts",
    text: "holder instanceof Map || ",
    replacement: "",
    why: "layers in maps are not trained",
    tests: held,
  },
  {
    file: "variables/module.ts",
    text: "if (own.every((variable) => variable.madeTrainable)) return own;",
    replacement: "if (own.length > 0) return own;",
    why: "weights are not in Keras's order",
    tests: held,
  },
  {
    file: "variables/unheld.ts",
    text:
      "if (holders.some(({ modules }) => modules.includes(layer))) return true;",
    replacement: "if (holders.length > 0) return true;",
    why: "a layer that nobody holds is not told of",
    tests: held,
  },
  {
    file: "variables/unheld.ts",
    text: "(before.get(name) ?? Infinity) < outermostCall()",
    replacement: "before.size < 0",
    why: "a layer made in each call is told of for ever",
    tests: held,
  },
  {
    file: "variables/built_alone.ts",
    text: "if (holders.some((held) => held?.modules.includes(layer))) return;",
    replacement: "if (holders.length === 0) return;",
    why: "models that are trained in turn are told of",
    tests: ["tests/models/untrained_test.ts"],
  },
  {
    file: "variables/naming.ts",
    text: "if (before <= 0) return part.name;",
    replacement: "if (before <= 1) return part.name;",
    why: "two parts of one name have one path",
    tests: held,
  },
  {
    file: "variables/naming.ts",
    text: "return numbered(wanted, (path) => taken.has(path));",
    replacement: "return numbered(wanted, () => taken.size < 0);",
    why: "parts of one name at different depths have one path",
    tests: held,
  },
  {
    file: "variables/naming.ts",
    text: "if (seen.has(path)) {",
    replacement: "if (seen.size < 0) {",
    why: "two weights of one path are lost in a file",
    tests: held,
  },
  {
    file: "config/serialization.ts",
    text: "if (written.get(name) === value) return;",
    replacement: "if (written.size > 0) return;",
    why: "two functions of one name are written as one",
    tests: held,
  },
  {
    file: "autograd/place.ts",
    text: "said.has(error)) return error;",
    replacement: "said.has(place as never)) return error;",
    why: "each layer around adds to an error",
    tests: errors,
  },
  {
    file: "layers/shape_trial.ts",
    text: "inside(layer, () => callLayer(layer, [x, ...others], false))",
    replacement: "layer.call(x, ...others)",
    why: "what a trial builds leaves its layer out of the path",
    tests: errors,
  },
  {
    file: "config/serialization.ts",
    text: "depth--;",
    replacement: "depth;",
    why: "after a hundred objects no config is read",
    tests: configs,
  },
  {
    file: "config/serialization.ts",
    text: "depth === DEEPEST",
    replacement: "depth < 0",
    why: "configs without end end the stack",
    tests: configs,
  },
  {
    file: "layers/layer_object.ts",
    text:
      "Array.isArray(shapes) && Array.isArray(shapes[0]) ? shapes : [shapes]",
    replacement: "[shapes]",
    why: "merging layers that were built are not read",
    tests: configs,
  },
  {
    file: "variables/initializers/constant_initializers.ts",
    text: "size === 1 || size === aligned[axis]",
    replacement: "size === aligned[axis]",
    why: "constants of one column do not broadcast",
    tests: configs,
  },
  {
    file: "layers/normalization/layer_normalization.ts",
    text: "axis < 0 ? -axis : axis + 1",
    replacement: "axis < 0 ? -axis : axis",
    why: "an input without the axis is taken",
    tests: ["tests/layers/normalization/normalization_test.ts"],
  },
  {
    file: "config/by_place.ts",
    text: "checkArgumentCount(action, args, 1);",
    replacement: "checkArgumentCount(action, args, 9);",
    why: "arguments behind the options are swallowed",
    tests: options,
  },
  {
    file: "layers/layer_options.ts",
    text: "args[1] instanceof Tensor || args.length > 2",
    replacement: "args.length > 2",
    why: "a second input is not told to come in an array",
    tests: options,
  },
  {
    file: "layers/input_spec.ts",
    text:
      "if (!isPartialShape(shape)) toPartialShape(`apply ${layer}`, shape);",
    replacement: "",
    why: "what is no shape is taken for one",
    tests: ["tests/layers/shapes_refused_test.ts"],
  },
  {
    file: "training/optimizers/step/missing_gradients.ts",
    text: "for (const variable of others) told.add(variable);",
    replacement: "",
    why: "missing gradients are told of by every trainer",
    tests: ["tests/models/untrained_test.ts"],
  },
];
