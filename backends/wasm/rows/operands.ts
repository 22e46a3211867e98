/** How kernels read and write the rows of their operands, four elements at a time. */

import {
  type FunctionBuilder,
  i32,
  type Local,
  v128,
} from "../assembler/mod.ts";
import { LANES, VECTOR_BYTES } from "../sizes.ts";

/** How an operand steps along a row: not at all, by one element, or by more. */
export type Kind = "repeated" | "dense" | "strided";

/** The kind of a stride. */
export function kindOf(stride: number): Kind {
  return stride === 0 ? "repeated" : stride === 1 ? "dense" : "strided";
}

/** An operand's place in a row: where it is, and bytes from element to element. */
export interface Place {
  /** How it steps. */
  readonly kind: Kind;
  /** Address of the next element. */
  readonly pointer: Local<"i32">;
  /** Bytes from element to element; read only if the kind is "strided". */
  readonly stride: Local<"i32">;
}

/** Reads four elements, `ahead` vectors from where the operand is. */
export function readVector(
  f: FunctionBuilder,
  { kind, pointer, stride }: Place,
  ahead: number,
): Local<"v128"> {
  if (kind === "dense") {
    return f.local("v128", v128.load(pointer, VECTOR_BYTES * ahead));
  }
  if (kind === "repeated") return f.local("v128", v128.load32Splat(pointer));
  const vector = f.local("v128"), at = f.address();
  f.set(at, i32.add(pointer, i32.mul(stride, LANES * ahead)));
  f.set(vector, v128.load32Zero(at));
  for (const lane of [1, 2, 3]) {
    f.increase(at, stride);
    f.set(vector, v128.load32Lane(at, vector, lane));
  }
  return vector;
}

/** Writes four elements, `ahead` vectors from where the operand is. */
export function writeVector(
  f: FunctionBuilder,
  { kind, pointer, stride }: Place,
  vector: Local<"v128">,
  ahead: number,
): void {
  if (kind !== "strided") {
    f.do(v128.store(pointer, vector, VECTOR_BYTES * ahead));
    return;
  }
  const at = f.address(i32.add(pointer, i32.mul(stride, LANES * ahead)));
  for (const lane of [0, 1, 2, 3]) {
    f.do(v128.store32Lane(at, vector, lane));
    if (lane < 3) f.increase(at, stride);
  }
}

/** Moves an operand on by whole vectors. */
export function moveOn(
  f: FunctionBuilder,
  { kind, pointer, stride }: Place,
  vectors: number,
): void {
  if (kind === "dense") f.increase(pointer, VECTOR_BYTES * vectors);
  if (kind === "strided") {
    f.increase(pointer, i32.mul(stride, LANES * vectors));
  }
}
