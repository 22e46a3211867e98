/** The processes that train a model together, as `fit` goes along with them; most often there is this one alone. */

import { Tensor } from "../../autograd/tensor.ts";
import {
  groupOf,
  type ProcessGroup,
  shareAccumulated,
} from "../../training/optimizers/process_group.ts";
import type { Optimizer } from "../../training/optimizers/mod.ts";
import type { Logs } from "../callbacks/callback.ts";
import { partsOf } from "../saving/parts.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Stepping } from "./stepping.ts";

/** What all processes of a training do alike, and what the first of them does for all. */
export class Company {
  readonly #model: Stepping;
  readonly #group: ProcessGroup | null;

  readonly #optimizers: readonly Optimizer[];

  /** Goes with those that an optimizer of a model knows: of that which it is compiled with, or one in its properties. */
  constructor(model: Stepping) {
    this.#model = model;
    this.#optimizers = partsOf(model).optimizers;
    this.#group = this.#optimizers.map(groupOf).find((one) => one) ?? null;
  }

  /** Whether callbacks, files and the progress are this process's. */
  get leads(): boolean {
    return (this.#group?.rank ?? 0) === 0;
  }

  /** Whether there is no other process. */
  get isAlone(): boolean {
    return this.#group === null;
  }

  /** The logs of all: means, as all have as many samples. */
  mean(logs: Logs): Logs {
    if (!this.#group) return logs;
    const numbers = Float64Array.from(Object.values(logs));
    const means = this.#group.allReduce(numbers, { op: "mean" });
    return Object.fromEntries(
      Object.keys(logs).map((name, i) => [name, means[i]]),
    );
  }

  /** Before the first step: all have the same model, as far as it is there. */
  async begin(): Promise<void> {
    const model = this.#model, group = this.#group;
    if (!group) return;
    const own = Float64Array.of(Number(!model.built));
    const [isMissing] = group.allReduce(own, { op: "max" });
    if (isMissing === 0 && model.compiled && groupOf(model.optimizer)) {
      model.optimizer.build(model.trainableVariables);
    }
    await this.shareWeights();
  }

  /** If one process is to stop, all are; learning rates are those of the first, whose callbacks may have changed them. */
  keepStep(interrupts: Interrupts): void {
    if (!this.#group) return;
    const own = this.#optimizers.map(({ learningRate }) => learningRate);
    const [isOver, isAsked, ...rates] = this.#group.allReduce(
      Float64Array.of(
        ...[Number(this.#model.stopTraining), Number(interrupts.heard)],
        ...this.leads ? own : own.map(() => -Infinity),
      ),
      { op: "max" },
    );
    this.#model.stopTraining = isOver === 1;
    interrupts.agree(isAsked === 1);
    this.#optimizers.forEach((optimizer, i) => {
      if (rates[i] !== own[i]) optimizer.learningRate = rates[i];
    });
  }

  /** All weights are those of the first process, whose callbacks may have changed them; they may have made some, too. */
  async shareWeights(): Promise<void> {
    const group = this.#group;
    if (!group) return;
    const { weights } = this.#model, count = weights.length;
    const counts = Float64Array.of(count, -count);
    const [most, least] = group.allReduce(counts, { op: "max" });
    if (most !== -least) return;
    for (const weight of weights) {
      const { value: { backend }, shape } = weight;
      const elements = group.broadcast(await weight.value.read());
      using shared = Tensor.from(backend, elements, shape);
      weight.assign(shared);
    }
  }

  /** What optimizers have accumulated is of all processes from here on: a callback may keep it. */
  async shareAccumulated(): Promise<void> {
    for (const optimizer of this.#optimizers) await shareAccumulated(optimizer);
  }

  /** What the first process has read, on all; `null` where that is nothing. */
  shareBytes(bytes: Uint8Array | null): Uint8Array | null {
    const group = this.#group;
    if (!group) return bytes;
    const [length] = group.broadcast(Float64Array.of(bytes?.length ?? -1));
    if (length < 0) return null;
    // As numbers of eight bytes, which keep theirs.
    const padded = new Uint8Array(8 * Math.ceil(length / 8));
    if (bytes) padded.set(bytes.subarray(0, length));
    const shared = group.broadcast(new Float64Array(padded.buffer));
    return new Uint8Array(shared.buffer, 0, length);
  }
}
