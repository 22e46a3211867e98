/** Builds a WebAssembly module: what it imports, its functions, what it exports. */

import { type Bytes, section, text, unsigned, vector } from "./encoding.ts";
import { pointed } from "./address.ts";
import { call, type Func, FunctionBuilder, localAt } from "./function.ts";
import {
  type Args,
  type Kind,
  type Local,
  type Locals,
  machineType,
  type ResultType,
  type Signature,
  TYPE_CODES,
  type Value,
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
/** Flags of a memory: that it says how far it grows, that threads share it, that its addresses have 64 bits. */
const MEMORY = { limited: 1, shared: 2, wide: 4 } as const;
/**
 * Pages that a memory may grow to: 4 GiB, or where it is wide 16 GiB, which is as far as engines go, but for a page: 32 bits
 * count its words.
 */
export const MOST_PAGES = { narrow: 2 ** 16, wide: 2 ** 18 - 1 } as const;

/** A module under construction; it imports its memory, so that all modules share one. */
export class ModuleBuilder {
  readonly #types: string[] = [];
  readonly #typeBytes: Bytes[] = [];
  readonly #imports: Bytes[];
  readonly #signatures: Bytes[] = [];
  readonly #bodies: Bytes[] = [];
  readonly #exports: Bytes[] = [];
  readonly #functions = new Map<string, Func>();
  readonly #isWide: boolean;
  #globals = 0;

  /** Begins a module; `shared` says that its memory is one that threads share, `wide` that it has 64 bits of address. */
  constructor({ shared = false, wide = false } = {}) {
    this.#isWide = wide;
    const flags = MEMORY.limited | (shared ? MEMORY.shared : 0) |
      (wide ? MEMORY.wide : 0);
    const most = wide ? MOST_PAGES.wide : MOST_PAGES.narrow;
    // One page at least is more than any offset of a load: V8 checks larger ones on their own.
    const memory = [flags, ...unsigned(1), ...unsigned(most)];
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

  /** An address that whoever instantiates the module gives it as a pointer, as `env[name]`. */
  importAddress(name: string): Value<"i32"> {
    this.#imports.push(imported("env", name, [0x03, TYPE_CODES.i32, 0x00]));
    const code = [0x23, ...unsigned(this.#globals++)];
    return pointed({ type: "i32", code });
  }

  /** A function; its body gets its parameters as they are declared, by name or in a row. */
  define<const S extends Signature, R extends ResultType = "void">(
    options: { params: S; result?: R },
    body: (f: FunctionBuilder, params: Locals<S>) => void,
  ): Func<R, S> {
    const { params, result = "void" as R } = options;
    const kinds: readonly Kind[] = Object.values(params);
    const f = new FunctionBuilder(kinds);
    const locals = kinds.map(localAt);
    const named = Object.keys(params).map((name, i) => [name, locals[i]]);
    body(
      f,
      (Array.isArray(params) ? locals : Object.fromEntries(named)) as Locals<S>,
    );
    const index = this.#functions.size + this.#bodies.length;
    this.#signatures.push(unsigned(this.#type(kinds, result)));
    this.#bodies.push(f.toBytes(this.#isWide));
    return { index, params, result };
  }

  /** Makes a function callable from outside the module, where addresses are given as pointers. */
  export(name: string, func: Func): void {
    const isImported = func.index < this.#functions.size;
    const { index } = this.#isWide && !isImported
      ? this.#forPointers(func)
      : func;
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
    // From outside come functions that take pointers, not addresses.
    const kinds = Object.values(params).map((kind) =>
      kind === "pointer" ? "size" : kind
    );
    const type = unsigned(this.#type(kinds, result));
    this.#imports.push(imported(from, name, [0x00, ...type]));
    const func = { index: this.#functions.size, params, result };
    this.#functions.set(path, func);
    return func;
  }

  /** A function that makes addresses of the pointers that it takes, and calls another. */
  #forPointers(func: Func): Func {
    const kinds: readonly Kind[] = Object.values(func.params);
    const params = kinds.map((kind) => kind === "pointer" ? "i32" : kind);
    return this.define({ params, result: func.result }, (f, locals) => {
      const args = Object.keys(func.params).map((name, i) => {
        const local = locals[i];
        return [
          name,
          kinds[i] === "pointer" ? pointed(local as Local<"i32">) : local,
        ];
      });
      const made = call(func, Object.fromEntries(args) as Args<Signature>);
      if (func.result === "void") f.do(made);
      else f.return(made as Value<"i32">);
    });
  }

  #type(kinds: readonly Kind[], result: ResultType): number {
    const params = kinds.map((kind) => machineType(kind, this.#isWide));
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
