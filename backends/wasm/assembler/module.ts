/** Builds a WebAssembly module: what it imports, its functions, what it exports. */

import { type Bytes, section, text, unsigned, vector } from "./encoding.ts";
import { type Func, FunctionBuilder, localAt } from "./function.ts";
import {
  type Locals,
  type ResultType,
  type Signature,
  TYPE_CODES,
  typeOf,
  type Value,
  type ValueType,
} from "./value.ts";

/** A function of `Math` with float64 parameters and result. */
export type MathName = {
  [K in keyof Math]: Math[K] extends (x: number) => number ? K
    : Math[K] extends (x: number, y: number) => number ? K
    : never;
}[keyof Math];

/** An imported function of `Math`. */
export type MathFunc = Func<"f64", readonly "f64"[]>;

/** The parameters of a function that comes from outside, by name. */
type NamedSignature = Readonly<Record<string, "pointer" | "size">>;

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/**
 * A memory that may grow to 4 GiB: flags, least pages, most pages. The least is more than any offset of a load: V8 checks
 * larger ones on their own.
 */
const MEMORY = [0x01, ...unsigned(1), ...unsigned(65536)];
const SHARED_MEMORY = [0x03, ...unsigned(1), ...unsigned(65536)];

/** A module under construction; it imports its memory, so that all modules share one. */
export class ModuleBuilder {
  readonly #types: string[] = [];
  readonly #typeBytes: Bytes[] = [];
  readonly #imports: Bytes[];
  readonly #signatures: Bytes[] = [];
  readonly #bodies: Bytes[] = [];
  readonly #exports: Bytes[] = [];
  readonly #functions = new Map<string, Func>();
  #globals = 0;

  /** Begins a module; `shared` says that its memory is one that threads share. */
  constructor(options: { shared?: boolean } = {}) {
    const memory = options.shared ? SHARED_MEMORY : MEMORY;
    this.#imports = [imported("env", "memory", [0x02, ...memory])];
  }

  /** A function of `Math`; all of them come before the functions of the module. */
  importMath(name: MathName, arity = 1): MathFunc {
    const params = Array<"f64">(arity).fill("f64");
    return this.#import(["Math", name], params, "f64");
  }

  /** A function that whoever instantiates the module gives it, as `native[name]` (see natives.ts); likewise. */
  importNative<S extends NamedSignature>(
    name: string,
    params: S,
  ): Func<"void", S> {
    return this.#import(["native", name], params, "void");
  }

  /** A constant that whoever instantiates the module gives it, as `env[name]`. */
  importConstant(name: string): Value<"i32"> {
    this.#imports.push(imported("env", name, [0x03, TYPE_CODES.i32, 0x00]));
    return { type: "i32", code: [0x23, ...unsigned(this.#globals++)] };
  }

  /** A function; its body gets its parameters as they are declared, by name or in a row. */
  define<const S extends Signature, R extends ResultType = "void">(
    options: { params: S; result?: R },
    body: (f: FunctionBuilder, params: Locals<S>) => void,
  ): Func<R, S> {
    const { params, result = "void" as R } = options;
    const types = Object.values(params).map(typeOf);
    const f = new FunctionBuilder(types);
    const locals = types.map(localAt);
    const named = Object.keys(params).map((name, i) => [name, locals[i]]);
    body(
      f,
      (Array.isArray(params) ? locals : Object.fromEntries(named)) as Locals<S>,
    );
    const index = this.#functions.size + this.#bodies.length;
    this.#signatures.push(unsigned(this.#type(types, result)));
    this.#bodies.push(f.toBytes());
    return { index, params, result };
  }

  /** Makes a function callable from outside the module. */
  export(name: string, { index }: Func): void {
    this.#exports.push([...text(name), 0x00, ...unsigned(index)]);
  }

  /** The finished module. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from([
      ...MAGIC,
      ...section(1, this.#typeBytes),
      ...section(2, this.#imports),
      ...section(3, this.#signatures),
      ...section(7, this.#exports),
      ...section(10, this.#bodies),
    ]);
  }

  #import<S extends Signature, R extends ResultType>(
    [from, name]: readonly [from: "Math" | "native", name: string],
    params: S,
    result: R,
  ): Func<R, S> {
    const path = `${from}.${name}`, known = this.#functions.get(path);
    if (known) return known as Func<R, S>;
    if (this.#bodies.length > 0) {
      throw new Error(
        `Cannot import ${path}: expected imports before functions, received it after ${this.#bodies.length}`,
      );
    }
    const types = Object.values(params).map(typeOf);
    const type = unsigned(this.#type(types, result));
    this.#imports.push(imported(from, name, [0x00, ...type]));
    const func = { index: this.#functions.size, params, result };
    this.#functions.set(path, func);
    return func;
  }

  #type(params: readonly ValueType[], result: ResultType): number {
    const key = `${params}:${result}`;
    const known = this.#types.indexOf(key);
    if (known >= 0) return known;
    const results = result === "void" ? [] : [[TYPE_CODES[result]]];
    this.#typeBytes.push([
      0x60,
      ...vector(params.map((type) => [TYPE_CODES[type]])),
      ...vector(results),
    ]);
    return this.#types.push(key) - 1;
  }
}

function imported(module: string, name: string, description: Bytes): Bytes {
  return [...text(module), ...text(name), ...description];
}
