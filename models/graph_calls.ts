/** Calls of layers in graphs as configs have them: where each input comes from. */

import { quote, ValueError } from "../config/errors.ts";
import { camelCase, type Config } from "../config/serialization.ts";
import { furtherNames, inputNames } from "../layers/call_layer.ts";
import type { Layer } from "../layers/layer.ts";
import { Operation } from "../layers/operation.ts";

/** Where a symbol comes from: the name of a layer, which call of it, which output of that. */
export type Origin = readonly [layer: string, call: number, output: number];

/** One call: where its inputs come from, of which the last have names, and whether it trains. */
export interface Call {
  readonly origins: readonly Origin[];
  readonly names: readonly string[];
  readonly training: boolean | null;
}

/**
 * A call of a layer as Keras 3 writes it, with arguments by place and by keyword; or as tf.keras did, a list of origins, the
 * first of them with the arguments by keyword.
 *
 * @throws {ValueError} if something is given that the layer would not read.
 */
export function callOf(node: unknown, layer: Layer): Call {
  const { args, kwargs } = Array.isArray(node)
    ? ofOlder(node)
    : node as { args?: unknown; kwargs?: Config };
  const { training = null, ...named } = kwargs ?? {};
  const isOperation = layer instanceof Operation;
  const origins: (Origin | undefined)[] = tensorsIn(args ?? [], isOperation);
  const further = new Map<string, Origin>();
  for (const [name, value] of Object.entries(named)) {
    // What is not given has Keras's own default.
    if (value === null) continue;
    const isGiven = !isOperation && areTensors(value);
    const given = isGiven ? tensorsIn(value, false) : [];
    if (given.length === 1 && furtherNames(layer).includes(camelCase(name))) {
      further.set(camelCase(name), given[0]);
      continue;
    }
    const place = placeOf(layer, name);
    const isFree = given.every((_, i) => !origins[place + i]);
    if (given.length === 0 || place < 0 || !isFree) {
      throw noGraph(
        `arguments by keyword that ${layer} takes, and once`,
        { [name]: value },
      );
    }
    given.forEach((one, i) => origins[place + i] = one);
  }
  // Copied, so that holes count as what they are.
  const all = [...origins, ...further.values()];
  if (all.every((one) => one !== undefined)) {
    return {
      origins: all,
      names: [...further.keys()],
      training: training as boolean | null,
    };
  }
  throw noGraph(`a call of ${layer} with all its inputs`, named);
}

/** The place of an input that a keyword names; -1 of one that no input has. */
function placeOf(layer: Layer, keyword: string): number {
  return keyword === "inputs"
    ? 0
    : inputNames(layer).indexOf(camelCase(keyword));
}

/** The arguments in a call of tf.keras's. */
function ofOlder(node: readonly unknown[]): { args: unknown; kwargs: Config } {
  const origins = typeof node[0] === "string" ? [node] : node;
  const [first] = origins as readonly (readonly unknown[])[];
  const kwargs = (first?.[3] ?? {}) as Config;
  return { args: origins.map(asTensor), kwargs: mapped(kwargs) };
}

/** Keyword arguments of which the outputs of layers are written as Keras 3 does. */
function mapped(kwargs: Config): Config {
  return Object.fromEntries(
    Object.entries(kwargs).map(([name, value]) => {
      const [layer, call, output] = Array.isArray(value) ? value : [];
      const isOrigin = typeof layer === "string" &&
        [call, output].every((place) => typeof place === "number");
      return [name, isOrigin ? asTensor(value) : value];
    }),
  );
}

function asTensor(origin: unknown): unknown {
  const keras_history = toOrigin(origin);
  return { class_name: "__keras_tensor__", config: { keras_history } };
}

/** The origins of all symbols among arguments; `others` may be among them. */
function tensorsIn(args: unknown, others: boolean): Origin[] {
  if (Array.isArray(args)) {
    return args.flatMap((one) => tensorsIn(one, others));
  }
  if (isTensor(args)) return [toOrigin(args.config?.keras_history)];
  if (others) return [];
  throw noGraph("arguments that are outputs of layers", args);
}

function areTensors(value: unknown): boolean {
  return Array.isArray(value) ? value.every(areTensors) : isTensor(value);
}

/** The output of a layer, as Keras writes it. */
export function isTensor(
  value: unknown,
): value is { readonly config?: { readonly keras_history?: unknown } } {
  return typeof value === "object" && value !== null &&
    (value as Config).class_name === "__keras_tensor__";
}

/**
 * Where a symbol comes from.
 *
 * @throws {ValueError} if it does not say so.
 */
export function toOrigin(value: unknown): Origin {
  if (Array.isArray(value) && typeof value[0] === "string") {
    return [value[0], Number(value[1]), Number(value[2])];
  }
  throw noGraph("[layer, call, output]", value);
}

/** What is wrong with a config of a graph. */
export function noGraph(expected: string, received: unknown): ValueError {
  return new ValueError(
    `Cannot read a model: expected ${expected}, received ${quote(received)}`,
  );
}
