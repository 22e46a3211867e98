/** A number of an optimizer's own. */

/**
 * A number that follows from how many updates have been made, and can be set to another from which it then follows.
 * @category Optimizers
 */
export interface CountedNumber {
  /** The last part of the path of its variable. */
  readonly name: string;
  /** What it is after so many updates. */
  at(updates: number): number;
  /** Makes it `value` after so many updates. */
  set(value: number, updates: number): void;
}
