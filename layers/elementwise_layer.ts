/** What the layers have in common whose output has the shape of their input. */

import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import type { PartialShape } from "../variables/shapes.ts";

/**
 * A layer that keeps the shape of its input.
 * @category Layers
 */
export abstract class ElementwiseLayer<
  Options extends LayerOptions = LayerOptions,
  Leading extends readonly unknown[] = [],
> extends Layer<Options, Leading> {
  /** The input's. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    return [...inputShape];
  }
}
