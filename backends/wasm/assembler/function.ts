/** Builds the body of one WebAssembly function, statement by statement. */

import { type Bytes, unsigned } from "./encoding.ts";
import { asAddress, asNumber, resolved } from "./address.ts";
import { i32 } from "./i32.ts";
import { liftF32, liftF64, liftI32 } from "./scalar.ts";
import { liftF32x4 } from "./simd.ts";
import type { Lift } from "./instruction.ts";
import {
  type Arg,
  type Args,
  type Kind,
  type Local,
  machineType,
  type ResultType,
  type Signature,
  TYPE_CODES,
  type TypeOf,
  typeOf,
  type Value,
  type ValueType,
} from "./value.ts";

/** A place to branch to: the end of a block, or the start of a loop. */
export interface Label {
  /** Blocks open around it. */
  readonly depth: number;
}

/** A function that can be called from others of its module. */
export interface Func<
  R extends ResultType = ResultType,
  S extends Signature = Signature,
> {
  /** Its number within the module. */
  readonly index: number;
  /** Its parameters, in the order in which they are passed. */
  readonly params: S;
  /** The type of its result. */
  readonly result: R;
}

const LIFTS: { readonly [T in ValueType]: Lift<T> } = {
  i32: liftI32,
  f32: liftF32,
  f64: liftF64,
  v128: liftF32x4,
};

/** A call of another function. */
export function call<R extends ResultType, S extends Signature>(
  func: Func<R, S>,
  args: Args<S>,
): Value<R> {
  const given = args as Readonly<Record<string, Arg<ValueType>>>;
  const code = Object.entries(func.params).flatMap(([name, kind]) =>
    kind === "pointer"
      ? asAddress(liftI32(given[name] as Arg<"i32">))
      : asNumber(lift(typeOf(kind), given[name]))
  );
  return { type: func.result, code: [...code, 0x10, ...unsigned(func.index)] };
}

/** The statements of one function. */
export class FunctionBuilder {
  readonly #locals: Kind[];
  readonly #params: number;
  readonly #code: number[] = [];
  #depth = 0;

  /** Begins a function whose first locals are its parameters. */
  constructor(params: readonly Kind[]) {
    this.#locals = [...params];
    this.#params = params.length;
  }

  /** A new variable, 0 until it is set. */
  local<T extends ValueType>(type: T, initial?: Arg<T>): Local<T> {
    const local = localAt(type, this.#locals.push(type) - 1) as Local<T>;
    if (initial !== undefined) this.set(local, initial);
    return local;
  }

  /** A new variable that holds an address. */
  address(initial?: Arg<"i32">): Local<"i32"> {
    const local = localAt("pointer", this.#locals.push("pointer") - 1);
    if (initial !== undefined) this.set(local, initial);
    return local;
  }

  /** Assigns a variable. */
  set<T extends ValueType>(local: Local<T>, value: Arg<T>): void {
    const lifted = lift(local.type, value);
    this.#emit(
      local.isAddress ? asAddress(lifted as Value<"i32">) : asNumber(lifted),
    );
    this.#emit([0x21, ...unsigned(local.index)]);
  }

  /** Adds to a variable. */
  increase(local: Local<"i32">, by: Arg<"i32">): void {
    this.set(local, i32.add(local, by));
  }

  /** Runs code for its effect. */
  do(...values: Value<ResultType>[]): void {
    for (const { code, type } of values) {
      this.#emit(code);
      if (type !== "void") this.#emit([0x1a]);
    }
  }

  /** Leaves the function with a result. */
  return(value?: Value<ValueType>): void {
    if (value) this.#emit(asNumber(value));
    this.#emit([0x0f]);
  }

  /** Runs one of two bodies. */
  if(condition: Arg<"i32">, then: () => void, otherwise?: () => void): void {
    this.#emit(asNumber(liftI32(condition)));
    this.#nest(0x04, () => {
      then();
      if (!otherwise) return;
      this.#emit([0x05]);
      otherwise();
    });
  }

  /** A body whose label leads behind it. */
  block(body: (exit: Label) => void): void {
    this.#nest(0x02, body);
  }

  /** A body whose label leads back to its start; without a branch it runs once. */
  loop(body: (again: Label) => void): void {
    this.#nest(0x03, body);
  }

  /** Goes to a label. */
  branch(label: Label): void {
    this.#emit([0x0c, ...unsigned(this.#depth - label.depth)]);
  }

  /** Goes to a label if a condition is not 0. */
  branchIf(label: Label, condition: Arg<"i32">): void {
    this.#emit(asNumber(liftI32(condition)));
    this.#emit([0x0d, ...unsigned(this.#depth - label.depth)]);
  }

  /** Repeats a body as long as a condition holds, which is tested in two places. */
  while(condition: Value<"i32">, body: () => void): void {
    this.if(condition, () => {
      this.loop((again) => {
        body();
        this.branchIf(again, condition);
      });
    });
  }

  /** Counts from `from` up to, but without, `to` (unsigned); `to` is read in every round. */
  for(
    counter: Local<"i32">,
    from: Arg<"i32">,
    to: Arg<"i32">,
    step: Arg<"i32">,
    body: () => void,
  ): void {
    this.set(counter, from);
    this.while(i32.ltU(counter, to), () => {
      body();
      this.increase(counter, step);
    });
  }

  /** The bytes of the body, where addresses are wide or not: its size, its locals, its code. */
  toBytes(isWide: boolean): Bytes {
    const own = this.#locals.slice(this.#params);
    const types = own.map((kind) => TYPE_CODES[machineType(kind, isWide)]);
    const head = [
      ...unsigned(own.length),
      ...types.flatMap((type) => [1, type]),
    ];
    const code = resolved(this.#code, isWide);
    const size = head.length + code.length + 1;
    return [...unsigned(size), ...head, ...code, 0x0b];
  }

  #nest(opcode: number, body: (label: Label) => void): void {
    this.#emit([opcode, 0x40]);
    const label = { depth: ++this.#depth };
    body(label);
    this.#depth--;
    this.#emit([0x0b]);
  }

  #emit(code: Bytes): void {
    for (const byte of code) this.#code.push(byte);
  }
}

/** The variable with a given number. */
export function localAt<K extends Kind>(
  kind: K,
  index: number,
): Local<TypeOf<K>> {
  const local = {
    type: typeOf(kind) as TypeOf<K>,
    index,
    code: [0x20, ...unsigned(index)],
  };
  return kind === "pointer" ? { ...local, isAddress: true } : local;
}

function lift<T extends ValueType>(type: T, value: Arg<T>): Value<T> {
  return LIFTS[type](value);
}
