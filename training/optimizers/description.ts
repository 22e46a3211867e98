/** What an optimizer says of itself where a program asks in JavaScript's own ways. */

import { refusalOfJSON } from "../../autograd/plain.ts";
import { quote } from "../../config/errors.ts";
import { type Config, optionsOf } from "../../config/serialization.ts";

/** An optimizer, as far as this asks. */
interface Described {
  readonly iterations: number;
  readonly learningRate: number;
  getConfig(): Config;
}

/** The `toJSON` of optimizers. */
export const refuseJSON: () => never = refusalOfJSON(
  "an optimizer",
  "its config, which getConfig() gives, or its state, which getState() gives",
);

/** What it is, how far its next step goes and what it was made with, in one line. */
export function describe(optimizer: Described): string {
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
      .map(([key, value]) => `${key}: ${quote(value)}`);
    return `${kind} { ${said.join(", ")} }`;
  } catch {
    // It is half made, or a schedule of its own throws: that is said when it steps.
    return `${kind} {}`;
  }
}
