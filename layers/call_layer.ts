/** How the `call` of a layer is called. */

import type { Tensor } from "../autograd/tensor.ts";

/** A layer, as far as it is called. */
export interface Callable {
  readonly name: string;
  call(x: Tensor, ...others: unknown[]): Tensor | readonly Tensor[];
}

/** What the parameters of a `call` say. */
interface Parameters {
  /** Whether it takes any number of arguments: whatever stands last would be an input to it. */
  readonly rest: boolean;
  /** Whether it takes apart what it is told last: `call(x, { training })`. */
  readonly options: boolean;
  /** The names of those that have one, in their order. */
  readonly names: readonly string[];
  /** The names of what it takes apart beside whether it trains: `call(x, { training, mask })`. */
  readonly further: readonly string[];
}

const known = new WeakMap<object, Parameters>();

/**
 * The output, or the outputs; a `call` that names its arguments is told last whether it trains, and is given the last of
 * the inputs by their names, if they have some.
 */
export function callLayer(
  layer: Callable,
  inputs: readonly [Tensor, ...Tensor[]],
  training: boolean,
  names: readonly string[] = [],
): Tensor | readonly Tensor[] {
  const count = inputs.length - names.length;
  const own = inputs.slice(0, count) as [Tensor, ...Tensor[]];
  if (takesRest(layer.call)) return layer.call(...own);
  // So are nearly all calls.
  if (names.length === 0) return layer.call(...own, { training });
  const named = names.map((name, i) => [name, inputs[count + i]]);
  return layer.call(...own, { training, ...Object.fromEntries(named) });
}

/** The largest number of inputs that a `call` takes. */
export function mostInputs({ call }: Callable): number {
  const { rest, options } = parametersOf(call);
  const named = call?.length ?? 0;
  return rest ? Infinity : Math.max(1, options ? named - 1 : named);
}

/** What a `call` names its inputs, as far as it names them. */
export function inputNames({ call }: Callable): readonly string[] {
  return parametersOf(call).names;
}

/** The names under which a `call` takes further tensors apart. */
export function furtherNames({ call }: Callable): readonly string[] {
  return parametersOf(call).further;
}

function takesRest(call: Callable["call"]): boolean {
  return parametersOf(call).rest;
}

function parametersOf(call: Callable["call"]): Parameters {
  if (typeof call !== "function") {
    return { rest: false, options: false, names: [], further: [] };
  }
  const found = known.get(call);
  if (found) return found;
  const text = betweenParentheses(Function.prototype.toString.call(call));
  const parameters = {
    rest: /\.\.\.\s*([\w$]+|\[[^[\]]*\])\s*$/.test(text),
    // With a default it is not counted among the named.
    options: /\}\s*,?\s*$/.test(text) && !/=\s*\{\s*\}\s*,?\s*$/.test(text),
    names: namesIn(text),
    further: namesIn(/\{([^{}]*)\}\s*(=\s*\{\s*\}\s*)?,?\s*$/.exec(text)?.[1])
      .filter((name) => name !== "training"),
  };
  known.set(call, parameters);
  return parameters;
}

/** What stands in the first parentheses of the text of a function; nothing if it is `x => ...`. */
function betweenParentheses(source: string): string {
  if (/^(async\s+)?[\w$]+\s*=>/.test(source)) return "";
  const start = source.indexOf("(") + 1;
  let depth = 1, end = start;
  for (; end < source.length && depth > 0; end++) {
    if (source[end] === "(") depth++;
    if (source[end] === ")") depth--;
  }
  return source.slice(start, end - 1);
}

/** The names with which the parts of a text begin. */
function namesIn(text = ""): string[] {
  return partsOf(text).flatMap((part) => /^\s*([\w$]+)/.exec(part)?.[1] ?? []);
}

/** The parts of a text between the commas that stand in no brackets. */
function partsOf(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of text) {
    if ("([{".includes(letter)) depth++;
    if (")]}".includes(letter)) depth--;
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
