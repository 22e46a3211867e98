/** What an optimizer says of itself where a program asks in JavaScript's own ways. */

import { refusalOfJSON } from "../../autograd/plain.ts";
import { quote } from "../../config/errors.ts";
import { Shown, withFacts } from "../../config/shown.ts";
import { type Config, optionsOf } from "../../config/serialization.ts";

const refuseJSON = refusalOfJSON(
  "an optimizer",
  "its config, which getConfig() gives, or its state, which getState() gives",
);

/**
 * What of an optimizer tells what it is.
 * @category Optimizers
 */
export abstract class ShownOptimizer extends Shown {
  /** How many updates have been made. */
  abstract get iterations(): number;
  /** How far the next step goes. */
  abstract get learningRate(): number;
  /** Throws a TypeError: JSON would lose its state. `structuredClone` and `postMessage` refuse it too. */
  readonly toJSON: () => never = refuseJSON;

  /** Keras's arguments. */
  abstract getConfig(): Config;

  /** What it is, how far its next step goes and what it was made with. */
  override toString(): string {
    return describe(this);
  }
}

/** What it is, how far its next step goes and what it was made with, in one line. */
function describe(optimizer: ShownOptimizer): string {
  const kind = optimizer.constructor.name;
  try {
    const { learningRate, iterations } = optimizer;
    const config = optionsOf(optimizer.getConfig());
    const shown: Config = { ...config, learningRate, iterations };
    const said = Object.entries(shown)
      .filter(([key, value]) =>
        key !== "name" && value !== null && value !== false &&
        (key !== "emaMomentum" || config.useEma)
      )
      .map(([key, value]): [string, string] => {
        const held: unknown = Reflect.get(optimizer, key);
        return [key, held instanceof Shown ? `${held}` : quote(value)];
      });
    return withFacts(kind, said);
  } catch {
    // It is half made, or a schedule of its own throws: that is said when it steps.
    return `${kind} {}`;
  }
}
