/** The schedule: a learning rate that follows from the number of steps made. */

import { ValueError } from "../../../config/errors.ts";
import { checkOptions, quote } from "../../../config/checks.ts";
import { type Config, optionsOf } from "../../../config/serialization.ts";

/** What an option may be. */
export type ScheduleOption = number | boolean | string | null;

/** An option's default, or `required`, and the least value that it may have. */
export interface OptionRule {
  /** What it is if not given; an option without a default has to be given. */
  readonly default?: ScheduleOption;
  /** It has to be above this. */
  readonly above?: number;
}

/** A learning rate that follows from the number of steps made. Derive from it for one of your own. */
export abstract class LearningRateSchedule {
  /** The options under the names of Keras's arguments. */
  readonly #config: Config;

  /**
   * Checks options by their rules and keeps them for `getConfig`.
   *
   * @throws {ValueError} if one is missing or has a value that is not allowed.
   */
  constructor(
    options: object,
    rules: Readonly<Record<string, OptionRule>>,
  ) {
    const owner = this.constructor.name;
    checkOptions(owner, options, Object.keys(rules));
    const given = options as Record<string, unknown>;
    this.#config = Object.fromEntries(
      Object.entries(rules).map(([name, rule]) => {
        const value = given[name] ?? rule.default;
        checkOption(owner, name, value, rule);
        return [toSnakeCase(name), value];
      }),
    );
  }

  /** The learning rate after `step` steps. */
  abstract at(step: number): number;

  /** Keras's arguments. */
  getConfig(): Config {
    return { ...this.#config };
  }

  /** Makes a schedule from Keras's arguments. */
  static fromConfig<T>(this: new (options: never) => T, config: Config): T {
    return new this(optionsOf(config) as never);
  }
}

/** The options with defaults for those that are not given, `undefined` and `null` included. */
export function withDefaults<Options extends object>(
  defaults: Partial<Options>,
  options: Options,
): Required<Options> {
  const given = Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== null);
  return { ...defaults, ...Object.fromEntries(given) } as Required<Options>;
}

function checkOption(
  owner: string,
  name: string,
  value: unknown,
  rule: OptionRule,
): void {
  const { above = -Infinity } = rule;
  const isNumber = rule.default === undefined ||
    typeof rule.default === "number";
  const isOptional = rule.default === null;
  const right = isNumber || (isOptional && value !== null)
    ? typeof value === "number" && Number.isFinite(value) && value > above
    : value === null || typeof value === typeof rule.default;
  if (right) return;
  const expected = isNumber
    ? `a number${above > -Infinity ? ` above ${above}` : ""}`
    : `a ${isOptional ? "number" : typeof rule.default}`;
  throw new ValueError(
    `Cannot make ${owner}: expected ${name} to be ${expected}, received ${
      quote(value)
    }`,
  );
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
