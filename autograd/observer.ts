/** Who watches ops as they run: nobody, as a rule, and then it costs a look at a list. */

import type { OpNode } from "./tape.ts";
import type { Tensor } from "./tensor.ts";

/** Watches ops. */
export interface Observer {
  /** Runs an op, and returns what it made. */
  forward(name: string, inputs: readonly Tensor[], run: Run): Made;
  /** Runs the way back through an op that was recorded, and returns what comes to each of its inputs. */
  backward(node: OpNode, run: Back, cotangent: Tensor): Parts;
}

/** The output of an op, and its residuals. */
type Made = readonly [Tensor, ...Tensor[]];
type Run = () => Made;
type Parts = readonly (Tensor | null)[];
type Back = () => Parts;

// The later one runs what the earlier ones watch.
let observers: Observer[] = [];

/** Watches ops until it is disposed. */
export function observe(observer: Observer): Disposable {
  observers = [...observers, observer];
  return {
    [Symbol.dispose]() {
      observers = observers.filter((one) => one !== observer);
    },
  };
}

/** Runs what nobody is to see: a trial. */
export function unobserved<T>(f: () => T): T {
  const before = observers;
  observers = [];
  try {
    return f();
  } finally {
    observers = before;
  }
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
export function observedBackward(
  node: OpNode,
  cotangent: Tensor,
  leads: readonly boolean[],
): Parts {
  const run = () => node.pullback(cotangent, leads);
  return observers.reduce<Back>(
    (run, observer) => () => observer.backward(node, run, cotangent),
    run,
  )();
}
