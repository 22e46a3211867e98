/** What the text of most kernels has in common. */

import type { Operand } from "../../backend.ts";
import type { Axis } from "../../wasm/rows/axes.ts";
import type { Prepared } from "../../wasm/expression/prepare.ts";
import { floatToWord } from "../math/float.ts";
import type { Binding } from "../pipelines.ts";
import { bufferOf } from "../runtime.ts";
import { programToWgsl, wgslFunctions } from "../wgsl.ts";

/** Operands as bindings: a buffer that several of them lie in is bound once. */
export class Bindings {
  /** For the dispatch. */
  readonly list: readonly Binding[];
  /** For each input and then each output, the number of its binding. */
  readonly slots: readonly number[];

  /** Binds inputs for reading and outputs for writing; what is both, for both. */
  constructor(inputs: readonly Operand[], outs: readonly Operand[]) {
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
  }

  /** Declares `b0`, `b1`, ... as arrays of the type that each slot has. */
  declare(typeOf: (slot: number) => string): string {
    return this.list.map(({ access }, slot) =>
      `@group(0) @binding(${slot}) var<storage, ${access}> b${slot}: array<${
        typeOf(slot)
      }>;\n`
    ).join("");
  }
}

/** Words that a dispatch is given, collected while its text is written. */
export class Params {
  /** The words. */
  readonly words: number[] = [];

  /** Adds a whole number and gives the expression of type u32 that is it. */
  word(value: number): string {
    return paramAt(this.words.push(value >>> 0) - 1);
  }

  /** Adds a number and gives the expression of type f32 that is it. */
  float(value: number): string {
    return `bitcast<f32>(${this.word(floatToWord(value))})`;
  }

  /** Declares them, if there are any. */
  declare(): string {
    return declareParams(this.words.length);
  }
}

/** Word `i` of the parameters. */
export function paramAt(i: number): string {
  return `params[${i >> 2}u][${i & 3}u]`;
}

/** The declaration of so many words of parameters. */
export function declareParams(words: number): string {
  if (words === 0) return "";
  return `@group(1) @binding(0) var<uniform> params: array<vec4u, ${
    Math.ceil(words / 4)
  }>;\n`;
}

/**
 * `fn evaluate(x0: f32, x1: f32, ...) -> Results`, whose members `r0`, `r1`, ... are the values of the expressions.
 */
export function evaluateFunction(
  prepared: Prepared,
  params: Params,
  others: readonly string[] = [],
): string {
  const parameters = prepared.parameters.map((value) => params.float(value));
  const program = programToWgsl(prepared, {
    input: (index) => `x${index}`,
    parameter: (index) => parameters[index],
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

/** Statements that split the index `from` into `prefix0`, `prefix1`, ..., one for each axis. */
export function splitIndex(
  from: string,
  prefix: string,
  axes: readonly { readonly size: number }[],
): string {
  let text = "", rest = from;
  for (let i = axes.length - 1; i > 0; i--) {
    text += `  let ${prefix}${i} = ${rest} % ${axes[i].size}u;
  let ${prefix}Rest${i} = ${rest} / ${axes[i].size}u;\n`;
    rest = `${prefix}Rest${i}`;
  }
  return axes.length > 0 ? `${text}  let ${prefix}0 = ${rest};\n` : text;
}

/** Where an operand's element lies, counted from its offset: the sum over the axes of index times stride. */
export function indexOf(
  prefix: string,
  axes: readonly Axis[],
  operand: number,
): string {
  const terms = axes.flatMap(({ strides }, i) => {
    const stride = strides[operand];
    if (stride === 0) return [];
    // Negative strides wrap around, and the sum wraps back.
    return stride === 1 ? `${prefix}${i}` : `${prefix}${i} * ${stride >>> 0}u`;
  });
  return terms.length > 0 ? terms.join(" + ") : "0u";
}
