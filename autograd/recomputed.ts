/** Functions whose way back runs them again, so that nothing on their way is kept. */

import { alias } from "./ops/alias.ts";
import { currentPlace } from "./place.ts";
import { Beginning } from "./replay.ts";
import { Scope } from "./scope.ts";
import { sweep } from "./sweep.ts";
import {
  type CotangentsOf,
  noGrad,
  type Recording,
  recordingOn,
  recordingTapes,
  Tape,
  type TensorSlot,
} from "./tape.ts";
import { Tensor } from "./tensor.ts";

/** How a function is run. */
export interface Runs {
  /** What it is given; what else it takes shows as it runs. */
  readonly given: readonly Tensor[];
  /** Runs it the first time. */
  first(): readonly Tensor[];
  /** Runs it again in the backward pass, for outputs in the same order. */
  again(): readonly Tensor[];
}

/**
 * The outputs of a function. Of all that a gradient needs tapes keep what the function took; in the backward pass it is
 * run again, from the values of variables and with the random numbers of the first time, and changes nothing.
 */
export function recomputed(runs: Runs): readonly Tensor[] {
  const tapes = recordingTapes();
  if (tapes.length === 0) return runs.first();
  const before = Tensor.made, block = new Block(runs);
  using scope = new Scope();
  const outputs = block.run(tapes).map((output, i, all) => {
    // What was there before, or is given twice, has a cotangent of its own.
    const isNew = output.number > before && all.indexOf(output) === i;
    return scope.keep(isNew ? output : noGrad(() => alias(output)));
  });
  block.recordOn(tapes, outputs);
  return outputs;
}

/** Takes the place of tapes: records nothing, and notes what was there before. */
class Probe implements Recording {
  readonly isOpen = true;
  readonly id: number;
  /** What ops took that was made before. */
  readonly taken = new Set<Tensor>();
  /** What variables were read as that were assigned to on the way. */
  readonly assigned = new Map<TensorSlot, Set<Tensor>>();
  readonly #tapes: readonly Recording[];
  readonly #made = Tensor.made;

  constructor(tapes: readonly Recording[]) {
    this.#tapes = tapes;
    this.id = tapes[0].id;
  }

  depends(tensor: Tensor): boolean {
    if (tensor.number <= this.#made) this.taken.add(tensor);
    // For one around this, that notes as well.
    for (const tape of this.#tapes) tape.depends(tensor);
    return false;
  }

  record(): void {}

  watchesReadingsOf(variable: TensorSlot): boolean {
    return this.#tapes.some((tape) => tape.watchesReadingsOf(variable));
  }

  watchReading(variable: TensorSlot, tensor: Tensor): void {
    for (const tape of this.#tapes) {
      if (tape.watchesReadingsOf(variable)) tape.watchReading(variable, tensor);
    }
    if (tensor.number <= this.#made) return;
    const known = this.assigned.get(variable) ?? new Set();
    this.assigned.set(variable, known.add(tensor));
  }
}

/** A function that was run, and what it takes to run it again. */
class Block {
  readonly #runs: Runs;
  readonly #beginning = new Beginning();
  #taken: readonly Tensor[] = [];
  #assigned: Probe["assigned"] = new Map();
  #holders = 0;

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  /** Runs it before tapes, which record nothing of it. */
  run(tapes: readonly Recording[]): readonly Tensor[] {
    const probe = new Probe(tapes);
    try {
      return recordingOn(
        [probe],
        () => this.#beginning.note(() => this.#runs.first()),
      );
    } catch (error) {
      this.#beginning[Symbol.dispose]();
      throw error;
    } finally {
      this.#assigned = probe.assigned;
      const taken = new Set([...this.#runs.given, ...probe.taken]);
      this.#taken = [...taken].filter(({ disposed }) => !disposed);
    }
  }

  /** Writes it down on the tapes that follow something that it took. */
  recordOn(tapes: readonly Recording[], outputs: readonly Tensor[]): void {
    for (const tensor of this.#taken) tensor.retain();
    this.#holders = 1;
    for (const tape of tapes) {
      const inputs = this.#taken.filter((tensor) => tape.depends(tensor));
      if (inputs.length + this.#assigned.size === 0) continue;
      this.#holders++;
      tape.record({
        name: "recompute",
        inputs,
        outputs,
        residuals: [{ [Symbol.dispose]: () => this.#release() }],
        place: currentPlace(),
        reads: [...this.#assigned.values()].flatMap((read) => [...read]),
        passBack: (cotangents) => this.#passBack(inputs, outputs, cotangents),
      });
    }
    this.#release();
  }

  /**
   * Goes the way back in the cotangents of the sweep itself: a tensor that is used here and elsewhere has its parts added
   * in the order in which they would be without this.
   */
  #passBack(
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    cotangents: CotangentsOf,
  ): void {
    using tape = new Tape();
    for (const tensor of inputs) tape.watch(tensor);
    for (const variable of this.#assigned.keys()) tape.watchReadings(variable);
    const before = Tensor.made;
    const made = this.#beginning.again(() => {
      using scope = new Scope();
      return this.#runs.again().map((tensor) => scope.keep(tensor));
    });
    tape.stop();
    const readings = [...this.#assigned].map(([variable, then]) => ({
      then: [...then],
      now: [...tape.readings.get(variable) ?? []],
    }));
    // What is not assigned to again is read as it was then.
    const read = readings.flatMap(({ then, now }) => {
      const fresh = now.filter(({ number }) => number > before);
      return then.map((tensor, i) => [tensor, fresh[i]] as const);
    });
    const wanted = new Set([...inputs, ...readings.flatMap(({ now }) => now)]);
    outputs.forEach((output, i) => {
      const cotangent = cotangents.get(output);
      if (cotangent) cotangents.accumulate(made[i], cotangent);
    });
    sweep(tape.nodes, cotangents, wanted, { keepTape: false });
    for (const [then, now] of read) {
      const cotangent = now && cotangents.get(now);
      if (cotangent) cotangents.accumulate(then, cotangent);
    }
    for (const tensor of [...made, ...read.map(([, now]) => now)]) {
      if (!inputs.includes(tensor)) cotangents.drop(tensor);
    }
  }

  #release(): void {
    if (--this.#holders > 0) return;
    for (const tensor of this.#taken) tensor[Symbol.dispose]();
    this.#beginning[Symbol.dispose]();
  }
}
