/** How a model is drawn. */

import { flag, oneOf } from "../../config/rows.ts";
import type { Schema, Values } from "../../config/schema.ts";

/**
 * Where arrows lead: from the top to the bottom, from the left to the right, and so on.
 * @category Models
 */
export type RankDirection = "TB" | "BT" | "LR" | "RL";

/**
 * How a model is drawn: what is said of each layer, false where it is not given.
 * @category Models
 */
export interface PlotOptions {
  /** Whether the shapes of what goes in and comes out are said. */
  readonly showShapes?: boolean;
  /** Whether the element type is said. */
  readonly showDtype?: boolean;
  /** Whether the name is said, and not the class alone. */
  readonly showLayerNames?: boolean;
  /** Where arrows lead; `"TB"`, from the top to the bottom, if not given. */
  readonly rankdir?: RankDirection;
  /** Whether models in it are drawn with their layers. */
  readonly expandNested?: boolean;
  /** Whether the activation is said, of a layer that has one. */
  readonly showLayerActivations?: boolean;
  /** Whether it is said if a layer that has weights is trained. */
  readonly showTrainable?: boolean;
}

/** The rows of these options. */
export const PLOT_ROWS = {
  showShapes: flag(false),
  showDtype: flag(false),
  showLayerNames: flag(false),
  rankdir: oneOf(["TB", "BT", "LR", "RL"], "TB"),
  expandNested: flag(false),
  showLayerActivations: flag(false),
  showTrainable: flag(false),
} satisfies Schema<PlotOptions>;

/** The options as they were read. */
export type Shown = Values<typeof PLOT_ROWS>;
