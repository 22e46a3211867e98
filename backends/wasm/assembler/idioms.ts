/** Short sequences of instructions that several kernels need. */

import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "../sizes.ts";
import type { FunctionBuilder } from "./function.ts";
import { i32 } from "./i32.ts";
import { f32x4, v128 } from "./simd.ts";
import type { Arg, Local, Value } from "./value.ts";

/** The lesser of two unsigned numbers; each is evaluated twice. */
export function minU(a: Arg<"i32">, b: Arg<"i32">): Value<"i32"> {
  return i32.select(i32.ltU(a, b), a, b);
}

/** `a * b + c`: rounded once if `relaxed` is true and the processor can, else twice. */
export function madd(
  a: Value<"v128">,
  b: Value<"v128">,
  c: Value<"v128">,
  relaxed: boolean,
): Value<"v128"> {
  return relaxed ? f32x4.relaxedMadd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** The columns of a square of four by four floats from its rows. */
export function transposeSquare(
  f: FunctionBuilder,
  rows: readonly Local<"v128">[],
): Value<"v128">[] {
  const [a, b, c, d] = rows;
  return [[0, 4, 1, 5], [2, 6, 3, 7]].flatMap((lanes) => {
    const above = f.local("v128", f32x4.shuffle(a, b, lanes));
    const below = f.local("v128", f32x4.shuffle(c, d, lanes));
    return [
      f32x4.shuffle(above, below, [0, 1, 4, 5]),
      f32x4.shuffle(above, below, [2, 3, 6, 7]),
    ];
  });
}

/** How a vector of floats, or a single float, is read and written. */
export interface Access {
  /** Reads it; a single one comes in lane 0. */
  readonly load: typeof v128.load;
  /** Writes it. */
  readonly store: (
    address: Arg<"i32">,
    value: Value<"v128">,
    offset?: number,
  ) => Value<"void">;
  /** Its bytes. */
  readonly bytes: number;
}

const VECTOR: Access = {
  load: v128.load,
  store: v128.store,
  bytes: VECTOR_BYTES,
};
const FLOAT: Access = {
  load: v128.load32Zero,
  store: (address, value, offset) =>
    v128.store32Lane(address, value, 0, offset),
  bytes: FLOAT_BYTES,
};

/**
 * Runs a body over `count` floats: for four at a time as long as there are so many, then one by one. After each round the
 * pointers move on. `count` is 0 at the end.
 */
export function inVectors(
  f: FunctionBuilder,
  count: Local<"i32">,
  pointers: readonly Local<"i32">[],
  body: (access: Access) => void,
): void {
  const round = (access: Access, floats: number): void => {
    body(access);
    pointers.forEach((pointer) => f.increase(pointer, access.bytes));
    f.increase(count, -floats);
  };
  const at = (bytes: number): Access => ({
    ...VECTOR,
    load: (address, offset = 0) => v128.load(address, offset + bytes),
    store: (address, value, offset = 0) =>
      v128.store(address, value, offset + bytes),
  });
  f.while(i32.geU(count, 4 * LANES), () => {
    for (let i = 0; i < 4; i++) body(at(i * VECTOR_BYTES));
    pointers.forEach((pointer) => f.increase(pointer, 4 * VECTOR_BYTES));
    f.increase(count, -4 * LANES);
  });
  f.while(i32.geU(count, LANES), () => round(VECTOR, LANES));
  f.while(count, () => round(FLOAT, 1));
}
