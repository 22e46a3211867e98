/** Typed pieces of WebAssembly code, and the types of what they take. */

import type { Bytes } from "./encoding.ts";

/** The types of locals, parameters and results. */
export type ValueType = "i32" | "f32" | "f64" | "v128";

/** The types of the binary format; addresses of a wide memory are `i64`. */
export type MachineType = ValueType | "i64";

/** The type of code that leaves something on the stack, or nothing. */
export type ResultType = ValueType | "void";

/** Code that leaves one value of type `T`; used twice, it runs twice. */
export interface Value<T extends ResultType> {
  /** What it leaves on the stack. */
  readonly type: T;
  /** Its instructions, with marks where they depend on how wide addresses are (see address.ts). */
  readonly code: Bytes;
  /** Whether it is an address: an `i32` that is wider where the memory is. */
  readonly isAddress?: boolean;
}

/** What an operator takes: code, or a number that stands for a constant (in every lane). */
export type Arg<T extends ValueType> = Value<T> | number;

/** A variable of a function; it is itself the code that reads it. */
export interface Local<T extends ValueType> extends Value<T> {
  /** Its number within the function. */
  readonly index: number;
}

/** The kind of a parameter; a pointer is an address, and a size an `i32`. */
export type Kind = ValueType | "pointer" | "size";

/** The parameters of a function: by name or, where their number varies, in a row. */
export type Signature = Readonly<Record<string, Kind>> | readonly Kind[];

/** The type that a parameter of some kind is passed as. */
export type TypeOf<K> = K extends ValueType ? K : "i32";

/** A function's parameters as its body sees them. */
export type Locals<S extends Signature> = {
  readonly [Name in keyof S]: Local<TypeOf<S[Name]>>;
};

/** What a function is called with. */
export type Args<S extends Signature> = {
  readonly [Name in keyof S]: Arg<TypeOf<S[Name]>>;
};

/** The type that a parameter of some kind is passed as. */
export function typeOf(kind: Kind): ValueType {
  return kind === "pointer" || kind === "size" ? "i32" : kind;
}

/** The type that a parameter of some kind has in a module. */
export function machineType(kind: Kind, isWide: boolean): MachineType {
  return kind === "pointer" && isWide ? "i64" : typeOf(kind);
}

/** How a type is written in the binary format. */
export const TYPE_CODES: Readonly<Record<MachineType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};
