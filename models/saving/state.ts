/** What has to be kept, as a tree: how it becomes the bytes of a file in the safetensors format, and comes back. */

import { outsideScopes } from "../../autograd/scope.ts";
import { Tensor } from "../../autograd/tensor.ts";
import type { Backend } from "../../backends/backend.ts";
import { checkBackend, getBackend } from "../../backends/default_backend.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { checkArgumentCount, isOptions } from "../../config/options.ts";
import type { ShapedArray } from "../../data/array.ts";
import {
  CHECKPOINT_FORMAT,
  describeBytes,
} from "../../data/files/describe_bytes.ts";
import { fromFile } from "../../data/safetensors/from_file.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
} from "../../data/safetensors/safetensors.ts";

/**
 * What is kept of something: numbers, text, tensors, and lists and objects of them.
 * @category Saving
 */
export type State =
  | null
  | boolean
  | number
  | string
  | Tensor
  | SavedTensor
  | readonly State[]
  | { readonly [name: string]: State };

/** The same as it comes back: with arrays in the places of tensors. */
export type Saved =
  | null
  | boolean
  | number
  | string
  | SavedTensor
  | readonly Saved[]
  | { readonly [name: string]: Saved };

/**
 * The elements of a tensor.
 * @category Saving
 */
export class SavedTensor {
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its elements, in row-major order: of the reference backend in float64. */
  readonly data: Float32Array | Float64Array;

  /** Takes elements with their shape. */
  constructor(
    shape: readonly number[],
    data: Float32Array | Float64Array,
  ) {
    checkArgumentCount("make a SavedTensor", arguments, 2);
    this.shape = shape;
    this.data = data;
  }

  /** A tensor of these elements, on the backend in use if none is given. */
  toTensor(backend: Backend = getBackend()): Tensor {
    checkArgumentCount("make a tensor", arguments, 1);
    checkBackend("make a tensor", backend);
    return Tensor.from(backend, this.data, this.shape);
  }
}

/** Names of what JSON has no words for. */
const TENSOR = "$tensor", NUMBER = "$number";

/**
 * A state with the elements of its tensors, as they are at the call.
 *
 * @throws {ValueError} if it holds something else than numbers, text, tensors, and lists and objects of them.
 */
export async function readState(action: string, state: State): Promise<Saved> {
  if (state instanceof Tensor) {
    return new SavedTensor(state.shape, await state.read());
  }
  const read = (one: State) => readState(action, one);
  if (Array.isArray(state)) return await Promise.all(state.map(read));
  const isPlain = state === null || state instanceof SavedTensor ||
    ["boolean", "number", "string"].includes(typeof state);
  if (isPlain) return state as Saved;
  const names = isOptions(state) ? Object.keys(state) : ["$"];
  if (names.some((name) => name.startsWith("$"))) {
    throw new ValueError(
      `Cannot ${action}: expected numbers, text, tensors, and lists and objects of them by names without $, received ${
        quote(state)
      }`,
    );
  }
  const values = await Promise.all(Object.values(state as object).map(read));
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/** The bytes of a state. */
export function encodeState(state: Saved): Uint8Array {
  const tensors: [string, ShapedArray][] = [];
  function written(value: Saved, path: readonly string[]): unknown {
    if (typeof value === "number") return writtenNumber(value);
    if (value instanceof SavedTensor) {
      const name = path.join("/");
      tensors.push([name, words(value)]);
      return { [TENSOR]: name, rank: value.shape.length };
    }
    if (Array.isArray(value)) {
      return value.map((one, i) => written(one, [...path, `${i}`]));
    }
    if (!isOptions(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, one]) => [name, written(one, [...path, name])]),
    );
  }
  const json = JSON.stringify(written(state, []));
  return encodeSafetensors(Object.fromEntries(tensors), {
    ...{ format: CHECKPOINT_FORMAT, state: json },
  });
}

/** The format has float32 alone: numbers of float64 are two words of it each, in an axis more. */
function words({ shape, data }: SavedTensor): ShapedArray {
  if (data instanceof Float32Array) return { shape, data };
  return { shape: [...shape, 2], data: new Float32Array(data.slice().buffer) };
}

/** JSON has no -0, and nothing that is not finite. */
function writtenNumber(value: number): unknown {
  const isExact = Number.isFinite(value) && !Object.is(value, -0);
  return isExact
    ? value
    : { [NUMBER]: Object.is(value, -0) ? "-0" : `${value}` };
}

/**
 * The state in a file; it may be anything that a state can be.
 *
 * @throws {TypeError} if it is no whole file of a state.
 */
export function decodeState(action: string, file: Uint8Array): Saved {
  const { tensors, metadata } = fromFile(action, file, decodeSafetensors);
  if (metadata.format !== CHECKPOINT_FORMAT) {
    throw new ValueError(
      `Cannot ${action}: expected a file of saveCheckpoint, received ${
        describeBytes(file)
      }`,
    );
  }
  try {
    return JSON.parse(metadata.state, (_, value) => {
      if (!isOptions(value)) return value;
      if (NUMBER in value) return Number(value[NUMBER]);
      if (!(TENSOR in value) || !("rank" in value)) return value;
      const name = String(value[TENSOR]);
      const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
      return savedTensor(found, value.rank);
    });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw damagedState(action, cause.message);
  }
}

function savedTensor(
  found: ShapedArray | undefined,
  rank: unknown,
): SavedTensor {
  if (found && found.shape.length === rank) {
    return new SavedTensor(found.shape, found.data);
  }
  const { shape = [], data } = found ?? {};
  if (!data || shape.length - 1 !== rank || shape.at(-1) !== 2) {
    throw new TypeError(`a tensor of rank ${rank} that is not there`);
  }
  const numbers = new Float64Array(data.buffer);
  return new SavedTensor(shape.slice(0, -1), numbers);
}

/** What is said of a checkpoint with something in it that nobody has written. */
export function damagedState(action: string, received: string): TypeError {
  return new TypeError(
    `Cannot ${action}: expected a whole checkpoint, received one that is damaged: ${received}`,
  );
}

/** The same with tensors again, each its receiver's to dispose. */
export function toState(saved: Saved, backend: Backend = getBackend()): State {
  if (saved instanceof SavedTensor) {
    return outsideScopes(() => saved.toTensor(backend));
  }
  if (Array.isArray(saved)) return saved.map((one) => toState(one, backend));
  if (!isOptions(saved)) return saved as State;
  return Object.fromEntries(
    Object.entries(saved).map(([name, one]) => [name, toState(one, backend)]),
  );
}
