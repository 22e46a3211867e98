/** The options that every layer takes. */

import { Tensor } from "../autograd/tensor.ts";
import type { DTypeIdentifier } from "../variables/dtype_policy.ts";
import * as regularizers from "../variables/regularizers/mod.ts";
import { dtypePolicy, name, shape } from "../variables/rows.ts";
import type { PartialShape } from "../variables/shapes.ts";
import { flag, nullable, part } from "../config/rows.ts";
import { readOptions, type Row, type Schema } from "../config/schema.ts";

/**
 * The options that every layer takes.
 * @category Layers
 */
export interface LayerOptions {
  /** Its name; `dense`, `dense_1`, ... after its class if not given. */
  readonly name?: string | null;
  /** Whether its weights are to be trained; true if not given. */
  readonly trainable?: boolean;
  /** How it computes and stores: `"float32"` or `"mixed_float16"`, by name or as Keras's object; `dtypePolicy()` if not given. */
  readonly dtype?: DTypeIdentifier | null;
  /** Shape of the input without the batch, with which a Sequential that begins with this layer is built. */
  readonly inputShape?: PartialShape | null;
  /** What its output is penalised for, divided by the size of the batch; none if not given. */
  readonly activityRegularizer?: regularizers.RegularizerIdentifier | null;
}

/**
 * How a layer is called: whether it trains, and further tensors, or symbols, by the names under which a `call` of one's own
 * takes them apart: `call(x, { training, mask })`.
 *
 * @category Layers
 */
export interface CallOptions {
  /** Whether to train it: what dropout, noise and batch statistics ask. As the layer around it if not given. */
  readonly training?: boolean | null;
  /** A further tensor, or symbol; none if it is `null`. */
  readonly [name: string]: unknown;
}

/** The rows of these options. */
export const LAYER_ROWS = {
  name: name(),
  trainable: flag(true),
  dtype: dtypePolicy(),
  inputShape: {
    ...shape(),
    write: () => undefined,
    aliases: ["batch_input_shape"],
    fromAlias: (batchShape: unknown) =>
      Array.isArray(batchShape) ? batchShape.slice(1) : batchShape,
  },
  activityRegularizer: {
    ...part(regularizers),
    // Keras writes it of the layers that list it themselves, and of others only where there is one.
    write: (value: regularizers.Regularizer | null) =>
      regularizers.serialize(value) ?? undefined,
  },
} satisfies Schema<LayerOptions>;

/** The row of how a layer is called. */
const CALL_ROWS = {
  training: nullable(flag()),
} satisfies Schema<{ readonly training?: boolean | null }>;

/** The row of a further tensor. */
const TENSOR_ROW: Row<unknown> = { read: (value) => value };

/**
 * How a layer is called whose `call` takes further tensors by these names.
 *
 * @throws {TypeError} if there are arguments behind the options, or what are no options, such as a second input.
 * @throws {ValueError} if an option has a value that is not allowed.
 */
export function readCall(
  layer: string,
  args: ArrayLike<unknown>,
  options: unknown,
  names: readonly string[],
): CallOptions {
  const action = `apply ${layer}`;
  if (args[1] instanceof Tensor || args.length > 2) {
    throw new TypeError(
      `Cannot ${action}: expected one input and options, several inputs as one array (apply([a, b])), received ${args.length} arguments`,
    );
  }
  const further = Object.fromEntries(names.map((name) => [name, TENSOR_ROW]));
  const rows = { ...CALL_ROWS, ...further };
  const { training, ...named } = readOptions(action, rows, options);
  const given = Object.entries(named).filter(([, value]) =>
    value !== null && value !== undefined
  );
  return { training, ...Object.fromEntries(given) };
}
