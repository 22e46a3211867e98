/** The options that every layer takes. */

import { ValueError } from "../config/errors.ts";
import { nearest } from "../config/nearest.ts";
import {
  checkArgumentCount,
  checkOptions,
  isOptions,
} from "../config/options.ts";
import { quote, shorten } from "../config/quote.ts";
import { Tensor } from "../autograd/tensor.ts";
import type { DTypeIdentifier } from "../variables/dtype_policy.ts";
import type { RegularizerIdentifier } from "../variables/regularizers/mod.ts";
import type { PartialShape } from "../variables/shapes.ts";

/** The options that every layer takes. */
export interface LayerOptions {
  /** Its name; `dense`, `dense_1`, ... after its class if not given. */
  readonly name?: string;
  /** Whether its weights are to be trained; true if not given. */
  readonly trainable?: boolean;
  /** The element type: float32, by name or as Keras's policy object. */
  readonly dtype?: DTypeIdentifier;
  /** Shape of the input without the batch, with which a Sequential that begins with this layer is built. */
  readonly inputShape?: PartialShape;
  /** What its output is penalised for, divided by the size of the batch; none if not given. */
  readonly activityRegularizer?: RegularizerIdentifier | null;
}

/** How a layer is called. */
export interface CallOptions {
  /** Whether to train it: what dropout, noise and batch statistics ask. As the layer around it if not given. */
  readonly training?: boolean;
}

/** How a layer may be called. */
const CALL_OPTIONS: readonly string[] = ["training"];

/** The names of the options that every layer takes. */
export const LAYER_OPTIONS: readonly string[] = [
  "name",
  "trainable",
  "dtype",
  "inputShape",
  "activityRegularizer",
];

/**
 * Refuses what the constructor of a layer would not read: options that are no object of options, options that are
 * neither `own` nor every layer's, and arguments behind them.
 *
 * @throws {TypeError} if there are several arguments, or `options` are no object of options.
 * @throws {ValueError} if there is an option that nobody reads.
 */
export function checkArguments(
  made: { readonly name: string },
  args: ArrayLike<unknown>,
  options: unknown,
  own: readonly string[],
): void {
  const action = `make ${made.name}`;
  const known = [...own, ...LAYER_OPTIONS];
  checkArgumentCount(action, args, 1);
  if (!isOptions(options)) checkOptions(action, options, known);
  refuseUnknown(made.name, options as object, known);
}

/** Refuses options that nobody would read, in Keras's words. */
function refuseUnknown(
  owner: string,
  options: object,
  known: readonly string[],
): void {
  const unknown = Object.entries(options)
    .filter(([key]) => !known.includes(key));
  if (unknown.length === 0) return;
  const listed = unknown.map(([key, value]) => `${key}: ${quote(value)}`);
  const [meant] = nearest(unknown[0][0], known);
  throw new ValueError(
    `Unrecognized keyword arguments passed to ${owner}: {${
      shorten(listed.join(", "))
    }}: expected options ${known.join(", ")}${
      meant === undefined ? "" : ` (did you mean ${meant}?)`
    }`,
  );
}

/**
 * Refuses what a call would not read: arguments behind the options, and what are no options, such as a second input.
 *
 * @throws {TypeError} if there are any.
 */
export function checkCall(
  layer: string,
  args: ArrayLike<unknown>,
  options: unknown,
): void {
  const action = `apply ${layer}`;
  if (args[1] instanceof Tensor || args.length > 2) {
    throw new TypeError(
      `Cannot ${action}: expected one input and options, several inputs as one array (apply([a, b])), received ${args.length} arguments`,
    );
  }
  checkOptions(action, options, CALL_OPTIONS);
  const { training } = options as CallOptions;
  if (training === undefined || training === null) return;
  if (typeof training === "boolean") return;
  throw new TypeError(
    `Cannot ${action}: expected training to be true or false, received ${
      quote(training)
    }`,
  );
}
