/** The options that every layer takes. */

import { ValueError } from "../backends/errors.ts";
import type { DTypeIdentifier } from "./dtype_policy.ts";
import { quote } from "./options.ts";
import type { RegularizerIdentifier } from "./regularizers/mod.ts";
import type { PartialShape } from "./shapes.ts";

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

/**
 * Refuses options that nobody would read.
 *
 * @throws {ValueError} if there is one.
 */
export function refuseUnknown(owner: string, options: object): void {
  const unknown = Object.entries(options);
  if (unknown.length === 0) return;
  const listed = unknown.map(([key, value]) => `${key}: ${quote(value)}`);
  throw new ValueError(
    `Unrecognized keyword arguments passed to ${owner}: {${listed.join(", ")}}`,
  );
}
