/** The options of a Sequential. */

import { refuse, type Row } from "../config/schema.ts";
import type { LayerOptions } from "../layers/layer_options.ts";

/**
 * The options of a Sequential: every layer's, but the shape of its input, which its first layer says.
 * @category Models
 */
export type SequentialOptions = Omit<LayerOptions, "inputShape">;

/** The shape of the input is no option: a layer that begins a model says it. */
export const INPUT_SHAPE: Row<null> = {
  read: (value, place) =>
    value === undefined
      ? null
      : refuse(place, "said by the first layer", value),
  write: () => undefined,
};
