/** Random programs as data, and how they run. */

import * as dg from "@decograd/decograd";
import { noise } from "../helpers/random.ts";
import type { Attrs } from "./row.ts";
import { ROWS } from "./rows.ts";

/** A call of an op; its result is a value. */
export interface Call {
  readonly row: string;
  /** Numbers of earlier values: those of the inputs come first, then one for each call. */
  readonly args: readonly number[];
  readonly attrs: Attrs;
}

/** What happens to a value behind a call. */
export interface Event {
  /** The number of the call; of the events of a call, the first comes first. */
  readonly after: number;
  readonly what: "read" | "dispose";
  readonly value: number;
}

/** Gradients of the means of some values in some inputs. */
export interface Gradient {
  readonly way: "grad" | "valueAndGrad" | "GradientTape";
  readonly sources: readonly number[];
  readonly targets: readonly number[];
}

/** A program. */
export interface Program {
  /** The shapes of the inputs; what is in them follows from their numbers. */
  readonly inputs: readonly (readonly number[])[];
  readonly calls: readonly Call[];
  readonly events: readonly Event[];
  /** The values read at the end, in this order; with gradients behind them, those of all sources. */
  readonly reads: readonly number[];
  readonly gradient?: Gradient;
}

/** What a program has read, in its order. */
export type Results = readonly (Float32Array | Float64Array)[];

/** Changes of the inputs, relative to them, and, smaller, of what is made of them: so float32 rounds in each op. */
export interface Shake {
  readonly size: number;
  readonly seed: number;
}

/** The elements of an input. */
export function elementsOf(
  shape: readonly number[],
  number: number,
  shake?: Shake,
): Float64Array {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = noise(size, number + 1);
  const changes = shake && noise(size, 100 + shake.seed + number);
  return Float64Array.from(values, (x, i) => {
    // Some are 0 or 1, where much is special, and much is equal.
    const own = i % 7 === 3 ? Math.round(x) : 2 * Math.fround(x);
    return own * (1 + (changes ? shake.size * changes[i] : 0));
  });
}

/** Runs a program on the backend in use. */
export async function runProgram(
  program: Program,
  shake?: Shake,
): Promise<Results> {
  dg.setRandomSeed(1);
  const inputs = program.inputs.map((shape, i) =>
    dg.tensor(elementsOf(shape, i, shake), shape)
  );
  return program.gradient
    ? await runGradient(program, program.gradient, inputs, shake)
    : await runForward(program, inputs, shake);
}

/** The value of a call. */
export function evaluate(
  { row, args, attrs }: Call,
  values: readonly dg.Tensor[],
): dg.Tensor {
  return ROWS[row].call(args.map((i) => values[i]), attrs);
}

/** A result with its rounding: whole numbers, which may be places, stay what they are. */
function shaken(value: dg.Tensor, number: number, shake?: Shake): dg.Tensor {
  if (!shake) return value;
  const changes = noise(value.size, 1000 + 17 * shake.seed + number);
  const factors = Float64Array.from(
    changes,
    (change) => 1 + shake.size / 16 * change,
  );
  const rounded = dg.mul(value, dg.tensor(factors, value.shape));
  return dg.where(dg.equal(dg.floor(value), value), value, rounded);
}

async function runForward(
  { calls, events, reads }: Program,
  inputs: readonly dg.Tensor[],
  shake?: Shake,
): Promise<Results> {
  const values = [...inputs], results: (Float32Array | Float64Array)[] = [];
  for (const [i, call] of calls.entries()) {
    const value = shaken(evaluate(call, values), i, shake);
    // An op that has nothing to do gives what it was given, which then has two owners.
    values.push(values.includes(value) ? value.retain() : value);
    for (const { after, what, value } of events) {
      if (after !== i) continue;
      if (what === "read") results.push(await values[value].read());
      else values[value][Symbol.dispose]();
    }
  }
  for (const value of reads) results.push(await values[value].read());
  for (const value of values) value[Symbol.dispose]();
  return results;
}

async function runGradient(
  { calls, reads }: Program,
  { way, sources, targets }: Gradient,
  inputs: readonly dg.Tensor[],
  shake?: Shake,
): Promise<Results> {
  const values: dg.Tensor[] = [];
  const loss = (...own: dg.Tensor[]): dg.Tensor => {
    values.splice(0, values.length, ...inputs);
    sources.forEach((source, i) => values[source] = own[i]);
    for (const [i, call] of calls.entries()) {
      values.push(shaken(evaluate(call, values), i, shake));
    }
    const means = targets.map((target) => dg.mean(dg.tanh(values[target])));
    return means.reduce((sum, mean) => dg.add(sum, mean));
  };
  const at = sources.map((source) => inputs[source]);
  const results: dg.Tensor[] = [];
  if (way === "grad") {
    for (const i of sources.keys()) results.push(dg.grad(loss, i)(...at));
  } else if (way === "valueAndGrad") {
    const { value, gradients } = dg.valueAndGrad(() => loss(...at), at);
    results.push(value, ...gradients);
  } else {
    using tape = new dg.GradientTape();
    tape.watch(at);
    const value = loss(...at);
    const found = tape.gradient(value, at);
    results.push(value, ...reads.map((i) => values[i]));
    for (const one of found) if (one) results.push(one);
  }
  const read: (Float32Array | Float64Array)[] = [];
  for (const result of results) read.push(await result.read());
  return read;
}
