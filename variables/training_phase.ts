/** Whether layers are being trained: what dropout, noise and batch statistics ask. */

import { checkArgumentCount } from "../config/options.ts";

let training = false;

/**
 * Whether the call at work is one of training: what the outermost `apply` was told, false if it was told nothing.
 * @category Training
 */
export function inTraining(): boolean {
  checkArgumentCount("tell whether layers train", arguments, 0);
  return training;
}

/** Runs `f` in training or not; inside, what is called without saying which inherits it. */
export function withTraining<T>(value: boolean, f: () => T): T {
  const before = training;
  training = value;
  try {
    return f();
  } finally {
    training = before;
  }
}
