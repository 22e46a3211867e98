/** Who watches ops as they run: nobody, as a rule, and then it costs a look at a list. */

import type { Node } from "./tape.ts";
import type { Tensor } from "./tensor.ts";

/** Watches ops. */
export interface Observer {
  /** Runs an op, and returns what it made. */
  forward(name: string, inputs: readonly Tensor[], run: Run): Made;
  /** Runs the way back through an op that was recorded, and returns what comes to each of its inputs. */
  backward(node: Node, run: Back, cotangents: Cotangents): Parts;
}

/** The output of an op, and its residuals. */
type Made = readonly [Tensor, ...Tensor[]];
type Run = () => Made;
type Cotangents = readonly (Tensor | undefined)[];
type Parts = readonly (Tensor | null)[];
type Back = () => Parts;

// The later one runs what the earlier ones watch.
const observers: Observer[] = [];

/** Watches ops until it is disposed. */
export function observe(observer: Observer): Disposable {
  observers.push(observer);
  return {
    [Symbol.dispose]() {
      const at = observers.indexOf(observer);
      if (at >= 0) observers.splice(at, 1);
    },
  };
}

/** Whether anybody watches. */
export function isObserved(): boolean {
  return observers.length > 0;
}

/** Runs an op before those who watch. */
export function observedForward(
  name: string,
  inputs: readonly Tensor[],
  run: Run,
): Made {
  return observers.reduce<Run>(
    (run, observer) => () => observer.forward(name, inputs, run),
    run,
  )();
}

/** Runs the way back through a node before those who watch. */
export function observedBackward(node: Node, cotangents: Cotangents): Parts {
  const run = () => node.pullback(...cotangents);
  return observers.reduce<Back>(
    (run, observer) => () => observer.backward(node, run, cotangents),
    run,
  )();
}
