/** What a file of ONNX says, as far as it is written and read here. */

/** The version of ONNX's operators that is written. */
export const OPSET = 20;
/** The version of the form of files that came with it. */
export const IR_VERSION = 9;

/** Element types, as ONNX counts them. */
export const TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  uint32: 12,
  uint64: 13,
} as const;

/** An argument of a node that is no tensor. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly tensor: Tensor };

/** Numbers that the file holds. */
export interface Tensor {
  readonly type: number;
  readonly dims: readonly number[];
  /** Little-endian, one element after the other. */
  readonly bytes: Uint8Array;
}

/** One call of an operator. */
export interface Node {
  readonly name: string;
  readonly op: string;
  /** Names of values; the empty one is none. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What a graph leads from or to: sizes that are texts or `null` are not known. */
export interface End {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly (number | string | null)[];
}

/** Nodes, each behind those that it needs. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
}

/** A whole file. */
export interface Onnx {
  readonly opset: number;
  readonly graph: Graph;
  /** Texts under names. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** Bytes of an element, by the numbers of types. */
export const BYTES: Readonly<Record<number, number>> = {
  [TYPES.float32]: 4,
  [TYPES.int32]: 4,
  [TYPES.int64]: 8,
  [TYPES.bool]: 1,
};
