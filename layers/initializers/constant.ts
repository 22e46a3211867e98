/** The initializer of one value. */

import type { Shape } from "../../backends/view.ts";
import { full } from "../../autograd/create.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import { Initializer } from "./initializer.ts";

/** Fills a weight with one value. */
export class Constant extends Initializer {
  /** The value. */
  readonly value: number;

  /** Sets the value, 0 if not given. */
  constructor(options: { readonly value?: number } = {}) {
    super();
    checkOptions("Constant", options, ["value"]);
    this.value = checkNumber("Constant", "value", options.value ?? 0);
  }

  /** The value in this shape. */
  override call(shape: Shape): Tensor {
    return full(shape, this.value);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { value: this.value };
  }
}
