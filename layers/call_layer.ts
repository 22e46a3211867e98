/** How the `call` of a layer is called. */

import type { Tensor } from "../autograd/tensor.ts";

/** A layer, as far as it is called. */
export interface Callable {
  readonly name: string;
  call(x: Tensor, ...others: unknown[]): Tensor | readonly Tensor[];
}

const takeRest = new WeakMap<object, boolean>();

/** The output, or the outputs; a `call` that names its arguments is told last whether it trains. */
export function callLayer(
  layer: Callable,
  [x, ...others]: readonly [Tensor, ...Tensor[]],
  training: boolean,
): Tensor | readonly Tensor[] {
  return takesRest(layer.call)
    ? layer.call(x, ...others)
    : layer.call(x, ...others, { training });
}

/** The largest number of inputs that a `call` takes. */
export function mostInputs({ call }: Callable): number {
  return takesRest(call) ? Infinity : Math.max(1, call?.length ?? 0);
}

/** Whether a function takes any number of arguments: whatever stands last would be an input to it. */
function takesRest(call: Callable["call"]): boolean {
  if (typeof call !== "function") return false;
  const known = takeRest.get(call);
  if (known !== undefined) return known;
  const source = Function.prototype.toString.call(call);
  const takes = /\.\.\.\s*[\w$]+\s*\)\s*(\{|=>)/.test(source);
  takeRest.set(call, takes);
  return takes;
}
