/** Ops in graphs, as Keras writes them: an operation class, what it is called on, and its config. */

import { quote, ValueError } from "../config/errors.ts";
import type { Config, SerializedObject } from "../config/serialization.ts";
import { Operation } from "./operation.ts";

/** How an op of ours is one of Keras's. */
interface KerasOperation {
  readonly op: string;
  readonly module: string;
  readonly className: string;
  /** How many arguments Keras's is called on. */
  readonly inputs: number;
  /** The further arguments by Keras's names, with their defaults; `options` if ours are the keys of one object. */
  readonly config: readonly (readonly [name: string, initial: unknown])[];
  readonly options: boolean;
  /** How the arguments are turned into Keras's, and back, where that does not say it. */
  readonly translated?: Translation;
}

/** Arguments of ours as Keras has them, and back. */
interface Translation {
  /** What Keras's is called on, and its config; `null` if it cannot say that. */
  write(args: readonly unknown[]): Written | null;
  /** Our arguments for what it is called on. */
  read(config: Config, args: readonly unknown[]): readonly unknown[];
}

/** What an op of Keras's is called on, and its config. */
interface Written {
  readonly args: readonly unknown[];
  readonly config: Config;
}

/** The ops of one input and of two, by Keras's modules. */
const PLAIN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  numpy: {
    ...each(
      1,
      "Absolute Ceil Cos Exp Expm1 Floor Log Log1p LogicalNot Negative Reciprocal Round Sign Sin Sqrt Square Tanh",
    ),
    ...each(
      2,
      "Add Subtract Multiply TrueDivide Divide Power Maximum Minimum Matmul Equal NotEqual Greater GreaterEqual Less LessEqual",
    ),
    Where: 3,
  },
  nn: each(1, "Relu Sigmoid Softplus"),
  math: each(1, "Erf Rsqrt"),
  core: each(1, "StopGradient"),
};

/** Where our names are others than Keras's. */
const NAMES: Readonly<Record<string, string>> = {
  Absolute: "abs",
  Concatenate: "concat",
  Divide: "div",
  GetItem: "at",
  Logsumexp: "logSumExp",
  Multiply: "mul",
  Negative: "neg",
  Power: "pow",
  Subtract: "sub",
  TrueDivide: "div",
  Var: "variance",
};

const REDUCING = [["axis", null], ["keepdims", false]] as const;

const OPERATIONS: readonly KerasOperation[] = [
  ...Object.entries(PLAIN).flatMap(([module, classes]) =>
    Object.entries(classes).map(([className, inputs]) =>
      operation(module, className, [], { inputs })
    )
  ),
  ...["Sum", "Mean", "Max", "Min", "Var"].map((className) =>
    operation("numpy", className, REDUCING, { options: true })
  ),
  operation("math", "Logsumexp", REDUCING, { options: true }),
  operation("nn", "Softmax", [["axis", -1]], { options: true }),
  operation("nn", "LogSoftmax", [["axis", -1]], { options: true }),
  operation("numpy", "Take", [["axis", null]], { inputs: 2, options: true }),
  operation("numpy", "Reshape", [["newshape", undefined]]),
  operation("numpy", "Transpose", [["axes", undefined]]),
  operation("numpy", "ExpandDims", [["axis", undefined]]),
  operation("numpy", "Squeeze", [["axis", null]]),
  operation("numpy", "BroadcastTo", [["shape", undefined]]),
  operation("numpy", "Concatenate", [["axis", -1]]),
  operation("numpy", "Stack", [["axis", 0]]),
  operation("numpy", "Clip", [["x_min", undefined], ["x_max", undefined]]),
  operation("numpy", "Split", [], {
    translated: {
      // Keras says where parts begin, and not how long they are.
      write: ([x, parts, axis = -1]) => {
        const indices_or_sections = beginnings(parts);
        if (indices_or_sections === null) return null;
        return { args: [x], config: { indices_or_sections, axis } };
      },
      read: ({ indices_or_sections: parts, axis = 0 }, args) => [
        ...args,
        lengths(parts),
        axis,
      ],
    },
  }),
  operation("numpy", "GetItem", [], {
    translated: {
      write: ([x, ...index]) => ({ args: [x, index.map(sliced)], config: {} }),
      read: (_, [x, key]) => [x, ...[key].flat().map(placesIn)],
    },
  }),
  operation("math", "TopK", [], {
    translated: {
      write: ([x, k]) => ({ args: [x], config: { k, sorted: true } }),
      read: ({ k }, args) => [...args, k],
    },
  }),
  operation("numpy", "Einsum", [], {
    translated: {
      write: ([subscripts, ...args]) => ({ args, config: { subscripts } }),
      read: ({ subscripts }, args) => [subscripts, ...args],
    },
  }),
  operation("numpy", "Pad", [], {
    translated: {
      write: ([x, pad_width, value = 0]) => {
        const mode = value === 0 ? "constant" : value;
        if (typeof mode !== "string") return null;
        return { args: [x], config: { pad_width, mode } };
      },
      read: ({ pad_width, mode }, args) => [
        ...args,
        pad_width,
        mode === "constant" ? 0 : mode,
      ],
    },
  }),
];

/** Where parts of these lengths begin, but for the first, or `null` if that is not known; a number of parts as it is. */
function beginnings(parts: unknown): unknown {
  if (!Array.isArray(parts)) return parts;
  const known = parts.slice(0, -1);
  if (known.includes(-1)) return null;
  let end = 0;
  return known.map((length: number) => end += length);
}

/** The lengths of parts that begin there. */
function lengths(parts: unknown): unknown {
  if (!Array.isArray(parts)) return parts;
  return [...parts.map((start, i) => start - (parts[i - 1] ?? 0)), -1];
}

/** Places on an axis as Keras writes a key of Python's. */
function sliced(places: unknown): unknown {
  if (typeof places === "number") return places;
  const [start = null, stop = null] = (places ?? []) as readonly number[];
  return { class_name: "__slice__", config: { start, stop, step: null } };
}

/**
 * The places that a key of Python's means, on one axis.
 *
 * @throws {ValueError} if it is a new axis, an ellipsis, or has steps.
 */
function placesIn(key: unknown): unknown {
  if (typeof key === "number") return key;
  const { class_name, config } = Object(key) as Config;
  const { start, stop, step } = Object(config) as Config;
  if (class_name !== "__slice__" || (step ?? 1) !== 1) {
    throw new ValueError(
      `Cannot read a key: expected places and slices without steps, received ${
        quote(key)
      }`,
    );
  }
  const isWhole = (start ?? null) === null && (stop ?? null) === null;
  if (isWhole) return null;
  return (stop ?? null) === null ? [start] : [start ?? 0, stop];
}

function each(inputs: number, names: string): Record<string, number> {
  return Object.fromEntries(names.split(" ").map((name) => [name, inputs]));
}

function operation(
  module: string,
  className: string,
  config: KerasOperation["config"],
  { inputs = 1, options = false, translated }: Partial<KerasOperation> = {},
): KerasOperation {
  const op = NAMES[className] ??
    className.replace(/^[A-Z]/, (first) => first.toLowerCase());
  return { op, module, className, inputs, config, options, translated };
}

/** Keras's object form of an op, and what it is called on, with `{ input: i }` in the place of inputs. */
export interface WrittenOperation {
  readonly object: SerializedObject;
  readonly args: readonly unknown[];
}

/** An op as Keras writes it; `null` if Keras has no such operation. */
export function writeOperation(
  { name, op, args }: Operation,
): WrittenOperation | null {
  const known = OPERATIONS.find((one) => one.op === op);
  const written = known && writtenArguments(known, args);
  if (!known || !written) return null;
  const { module, className } = known;
  return {
    object: {
      module: `keras.src.ops.${module}`,
      class_name: className,
      config: { name, ...written.config },
      registered_name: className,
    } as SerializedObject,
    args: written.args,
  };
}

function writtenArguments(
  { inputs, options, config, translated }: KerasOperation,
  args: readonly unknown[],
): Written | null {
  if (translated) return translated.write(args);
  const further = args.slice(inputs);
  const given = (options ? further[0] ?? {} : further) as Config;
  const entries = config.map(([key, initial], i) => [
    key,
    given[options ? key : i] ?? initial ?? null,
  ]);
  return { args: args.slice(0, inputs), config: Object.fromEntries(entries) };
}

/** The op that Keras's object form means, called on `args`; `null` if it is no operation that we have. */
export function readOperation(
  { module, class_name, config }: Config,
  args: readonly unknown[],
): Operation | null {
  if (!`${module}`.startsWith("keras.src.ops.")) return null;
  const known = OPERATIONS.find((one) => one.className === class_name);
  if (!known) return null;
  const { name, ...given } = config as Config;
  const { op, translated } = known;
  if (translated) {
    const all = translated.read(given, args);
    return new Operation({ name: name as string, op, args: all });
  }
  const further = known.config.map(([key, initial]) =>
    given[key] ?? initial ?? undefined
  );
  const last = known.options
    ? [Object.fromEntries(known.config.map(([key], i) => [key, further[i]]))]
    : further;
  return new Operation({
    name: name as string,
    op,
    args: [...args, ...last],
  });
}
