/** What the texts of most kernels have in common. */

import type { Operand } from "../../backend.ts";
import type { Axis } from "../../view.ts";
import type { Prepared } from "../../prepare.ts";
import { floatToWord } from "../math/float.ts";
import type { Binding } from "../pipelines.ts";
import { SLOT_WORDS, vectorsFor } from "../recorder.ts";
import { bufferOf } from "../runtime.ts";
import { programToWgsl, wgslFunctions } from "../wgsl.ts";

/** What a binding of float32 is declared as, and what one of float16 is in its place. */
const NARROW = { f32: "f16", vec4f: "vec4h", u32: "f16" } as const;

/**
 * Operands as bindings: a block that several operands lie in is bound once. Kernels compute in float32, whatever lies
 * there.
 */
export class Bindings {
  readonly list: readonly Binding[];
  /** For each input and then each output, the number of its binding. */
  readonly slots: readonly number[];
  /** Equal for bindings that are declared alike. */
  readonly key: string;
  /** For each binding, whether its elements are of float16. */
  readonly #isNarrow: readonly boolean[];

  /**
   * Binds inputs for reading and outputs for writing; a block that has both, for both. `isScratch` tells that outputs stand
   * for scratch memory, which is of float32 and known later.
   */
  constructor(
    inputs: readonly Operand[],
    outs: readonly Operand[],
    isScratch = false,
  ) {
    const list: Binding[] = [];
    const written = new Set(outs.map((out) => bufferOf(out).block));
    const bind = (operand: Operand): number => {
      const buffer = bufferOf(operand);
      const access = written.has(buffer.block) ? "read_write" : "read";
      const known = list.findIndex((other) =>
        other.buffer.block === buffer.block
      );
      return known >= 0 ? known : list.push({ buffer, access }) - 1;
    };
    this.slots = [...inputs, ...outs].map(bind);
    this.list = list;
    this.#isNarrow = list.map(({ buffer }, slot) =>
      buffer.dtype === "float16" &&
      !(isScratch && this.slots.indexOf(slot) >= inputs.length)
    );
    const narrow = this.#isNarrow.map((is, slot) => is ? `h${slot}` : "");
    this.key = `${this.slots}${narrow.join("")}`;
  }

  /** Declares `b0`, `b1`, ... as arrays of the type that each slot has, or of what stands in its place in float16. */
  declare(typeOf: (slot: number) => keyof typeof NARROW): string {
    const enable = this.#isNarrow.includes(true) ? "enable f16;\n" : "";
    return enable + this.list.map(({ access }, slot) => {
      const type = typeOf(slot);
      return `@group(0) @binding(${slot}) var<storage, ${access}> b${slot}: array<${
        this.#isNarrow[slot] ? NARROW[type] : type
      }>;\n`;
    }).join("");
  }

  /** The element of an operand at a place, as what its slot was said to be. */
  load(operand: number, place: string, type: keyof typeof NARROW): string {
    const slot = this.slots[operand], element = `b${slot}[${place}]`;
    if (!this.#isNarrow[slot]) return element;
    return type === "u32"
      ? `bitcast<u32>(f32(${element}))`
      : `${type}(${element})`;
  }

  /** A statement that stores numbers as the element of an operand at a place: one, or the four of a vector. */
  store(operand: number, place: string, numbers: readonly string[]): string {
    const slot = this.slots[operand], isNarrow = this.#isNarrow[slot];
    const values = isNarrow
      ? numbers.map((value) => `f16(float16Of(${value}))`)
      : numbers;
    const value = values.length === 1
      ? values[0]
      : `${isNarrow ? "vec4h" : "vec4f"}(${values.join(", ")})`;
    return `b${slot}[${place}] = ${value};`;
  }

  /** The same of a number whose bits are given, of a slot that was said to be u32. */
  storeBits(operand: number, place: string, bits: string): string {
    const slot = this.slots[operand];
    return this.#isNarrow[slot]
      ? this.store(operand, place, [`bitcast<f32>(${bits})`])
      : `b${slot}[${place}] = ${bits};`;
  }

  /** The functions of the library that these statements call. */
  get functions(): readonly string[] {
    return this.#isNarrow.includes(true) ? ["float16Of"] : [];
  }
}

const LETTERS = ["x", "y", "z", "w"] as const;
/** The names of the words, made once because every dispatch asks for them. */
const NAMES: readonly string[] = Array.from(
  { length: 4 * SLOT_WORDS },
  (_, i) => `params[${i >> 2}].${LETTERS[i & 3]}`,
);

/**
 * The numbers that a kernel is given. Where it pays to compile for one shape, sizes and strides are literals in the text;
 * where it does not, they are words of the parameters, and kernels of many shapes share a text.
 */
export class Params {
  /** Whether shapes are among the words. */
  readonly isShared: boolean;
  readonly #words: number[] = [];
  readonly #tables: { base: number; rows: readonly (readonly number[])[] }[] =
    [];
  #literals = "";

  constructor(isShared: boolean) {
    this.isShared = isShared;
  }

  /** The words. Tables come last, so that the places of the others do not depend on the length of a table. */
  get words(): readonly number[] {
    const words = [...this.#words];
    for (const { base, rows } of this.#tables) {
      while (words.length % 4 !== 0) words.push(0);
      words[base] = words.length / 4;
      for (const row of rows) words.push(...row.map((value) => value >>> 0));
    }
    return words;
  }

  /** The numbers that are literals in the text. */
  get literals(): string {
    return this.#literals;
  }

  /** Adds a word to the parameters; returns an expression of type u32. */
  word(value: number): string {
    const i = this.#words.push(value >>> 0) - 1;
    return NAMES[i] ?? `params[${i >> 2}].${LETTERS[i & 3]}`;
  }

  /** Adds a number to the parameters; returns an expression of type f32. */
  float(value: number): string {
    return `bitcast<f32>(${this.word(floatToWord(value))})`;
  }

  /** A number that follows from shapes: an expression of type u32. */
  size(value: number): string {
    if (this.isShared) return this.word(value);
    this.#literals += ` ${value}`;
    return `${value >>> 0}u`;
  }

  /** A number that follows from shapes: an expression of type i32. */
  int(value: number): string {
    if (this.isShared) return `i32(${this.word(value)})`;
    this.#literals += ` ${value}`;
    return value < 0 ? `(${value})` : `${value}`;
  }

  /** The numbers of a program. */
  numbers({ parameters }: Prepared): Numbers {
    return {
      parameters: parameters.map((value) => this.float(value)),
      nothing: this.word(0),
    };
  }

  /** Adds rows of four whole numbers; returns the vec4i of row `i`, an expression of type i32. */
  table(rows: readonly (readonly number[])[]): (i: string) => string {
    const base = this.#words.length, at = this.word(0);
    this.#tables.push({ base, rows });
    return (i) => `vec4i(params[${at} + u32(${i})])`;
  }

  /** Axes; sizes and strides are of type u32, strides of 0 and 1 always literals. */
  axes(axes: readonly Axis[]): AxisText[] {
    return axes.map(({ size, strides }) => ({
      size: this.size(size),
      strides: strides.map((stride) => {
        const isPart = stride === 0 || stride === 1;
        this.#literals += isPart ? stride : "n";
        return isPart ? stride : this.size(stride);
      }),
    }));
  }

  declare(): string {
    return declareParams(this.words.length);
  }
}

/** What the text of a program is given. */
export interface Numbers {
  /** For each parameter, an expression of type f32. */
  readonly parameters: readonly string[];
  /** An expression of type u32 that is 0, which compilers cannot know. */
  readonly nothing: string;
}

/** An axis in the text of a kernel. */
export interface AxisText {
  /** How many indices it has. */
  readonly size: string;
  /** Elements from one index to the next, for each operand: 0, 1 or an expression. */
  readonly strides: readonly (0 | 1 | string)[];
}

/** Declares the parameters. */
export function declareParams(words: number): string {
  if (words === 0) return "";
  return `@group(1) @binding(0) var<uniform> params: array<vec4u, ${
    vectorsFor(words)
  }>;\n`;
}

/**
 * `fn evaluate(x0: f32, x1: f32, ...) -> Results`, whose members `r0`, `r1`, ... are the values of the expressions;
 * `numbers` are what `Params.numbers` gave.
 */
export function evaluateFunction(
  prepared: Prepared,
  { parameters, nothing }: Numbers,
  others: readonly string[] = [],
): string {
  const program = programToWgsl(prepared, {
    input: (index) => `x${index}`,
    parameter: (index) => parameters[index],
    nothing,
  });
  const members = program.results.map((_, i) => `r${i}: f32`);
  const args = prepared.inputs.map((_, i) => `x${i}: f32`);
  return `${wgslFunctions([...program.functions, "bitsOf", ...others])}
struct Results { ${members.join(", ")} }
fn evaluate(${args.join(", ")}) -> Results {
${program.statements}  return Results(${program.results.join(", ")});
}
`;
}

/**
 * The entry point of a kernel with this many threads in a workgroup. The body knows `group`, the number of the workgroup,
 * and `lane`, the number of the thread in it.
 */
export function entryPoint(threads: number, body: string): string {
  return `@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) grid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let group = id.y * grid.x + id.x;
${body}}
`;
}

/** Statements that split the index `from` into `prefix0`, `prefix1`, ..., one for each axis. */
export function splitIndex(
  from: string,
  prefix: string,
  axes: readonly AxisText[],
): string {
  let text = "", rest = from;
  for (let i = axes.length - 1; i > 0; i--) {
    text += `  let ${prefix}${i} = ${rest} % ${axes[i].size};
  let ${prefix}Rest${i} = ${rest} / ${axes[i].size};\n`;
    rest = `${prefix}Rest${i}`;
  }
  return axes.length > 0 ? `${text}  let ${prefix}0 = ${rest};\n` : text;
}

/** Where an operand's element lies, counted from its offset: the sum over the axes of index times stride. */
export function indexOf(
  prefix: string,
  axes: readonly AxisText[],
  operand: number,
): string {
  const terms = axes.flatMap(({ strides }, i) => {
    const stride = strides[operand];
    if (stride === 0) return [];
    // Negative strides wrap around, and the sum wraps back.
    return stride === 1 ? `${prefix}${i}` : `${prefix}${i} * ${stride}`;
  });
  return terms.length > 0 ? terms.join(" + ") : "0u";
}
