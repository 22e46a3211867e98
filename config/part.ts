/** What members of families are: parts of a model. */

import type { Config } from "./serialization.ts";
import { Shown } from "./shown.ts";

/** A part of a model that can be written down. */
export interface Part {
  /** The arguments it was made with. */
  getConfig(): Config;
}

/** A part that is a function of the user's own. */
export interface Wrapper {
  /** The function. */
  readonly function: { readonly name: string };
}

/** A function of one argument where a part is meant. */
export class FunctionPart<In, Out> extends Shown implements Part, Wrapper {
  /** The function. */
  readonly function: (x: In) => Out;

  /** Wraps a function. */
  constructor(f: (x: In) => Out) {
    super();
    this.function = f;
  }

  /** The name of the function. */
  override toString(): string {
    return `function ${this.function.name || "without a name"}`;
  }

  /** Calls the function. */
  call(x: In): Out {
    return this.function(x);
  }

  /** A function has no arguments. */
  getConfig(): Config {
    return {};
  }
}
