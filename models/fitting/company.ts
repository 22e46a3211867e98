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
import {
  type Asked,
  checkAsked,
  checkWell,
  unevenBatches,
  type Where,
} from "./agreement.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Stepping } from "./stepping.ts";

/** What comes next, as far as that is known. */
interface Next {
  /** Whether there is another batch in the epoch. */
  readonly hasBatch?: boolean;
}

/** What all processes of a training do alike, and what the first of them does for all. */
export class Company {
  readonly #model: Stepping;
  readonly #group: ProcessGroup | null;
  readonly #optimizers: readonly Optimizer[];
  /** What is shared since a callback keeps it. */
  #sharing: Promise<unknown> | null = null;

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

  /**
   * Does what may fail on one process alone, such as one without samples: then all of them fail.
   *
   * @throws {ValueError} where another process has failed.
   */
  together<T>(action: string, work: () => T): T {
    const group = this.#group;
    if (!group) return work();
    let done: { readonly value: T } | null = null;
    try {
      done = { value: work() };
    } finally {
      checkWell(action, group, done !== null);
    }
    return done.value;
  }

  /** The logs of all: means, as all have as many samples. Names may be counted, so they come in the order of the metrics. */
  mean(logs: Logs, { action }: Where): Logs {
    if (!this.#group) return logs;
    const { metricNames } = this.#model;
    const names = [
      ...metricNames.filter((name) => Object.hasOwn(logs, name)),
      ...Object.keys(logs).filter((name) => !metricNames.includes(name)),
    ];
    checkAsked(action, this.#group, [{
      what: "as many logs, of the loss and metrics,",
      value: names.length,
      hint: "compile the model alike on all ranks",
    }]);
    const numbers = Float64Array.from(names, (name) => logs[name]);
    const means = this.#group.allReduce(numbers, { op: "mean" });
    const byName = new Map(names.map((name, i) => [name, means[i]]));
    return Object.fromEntries(
      Object.keys(logs).map((name) => [name, byName.get(name)!]),
    );
  }

  /** Before the first step: all are asked for the same, and have the same model, as far as it is there. */
  async begin(action: string, asked: readonly Asked[]): Promise<void> {
    const model = this.#model, group = this.#group;
    if (!group) return;
    checkAsked(action, group, asked);
    const own = Float64Array.of(Number(!model.built));
    const [isMissing] = group.allReduce(own, { op: "max" });
    if (isMissing === 0 && model.compiled && groupOf(model.optimizer)) {
      model.optimizer.build(model.trainableVariables);
    }
    await this.shareWeights();
  }

  /**
   * Where a step or an epoch begins or ends. If one process is to stop, all are; learning rates are those of the first,
   * whose callbacks may have changed them; and what optimizers have accumulated is of all where a callback has kept it.
   *
   * @throws {ValueError} on every process if one has no batch any more, and another has.
   */
  async meet(
    where: Where,
    interrupts: Interrupts,
    next: Next = {},
  ): Promise<void> {
    const group = this.#group;
    if (!group) return;
    // A callback that was not awaited may still be at it.
    await this.#sharing;
    while (this.#pass(group, where, { interrupts, next })) {
      await this.#shareAccumulated();
    }
  }

  /**
   * Reads what a callback keeps after a step. If something is accumulated, the others, who wait for this process where it
   * meets them next, share it before; elsewhere that is nothing but `read`.
   */
  shareBefore<T>(where: Where, read: () => Promise<T>): Promise<T> {
    const group = this.#group;
    const isKept = this.#optimizers.some((one) => one.accumulatedSteps > 0);
    if (!group || !isKept) return read();
    const before = this.#sharing;
    const sharing = (async () => {
      await before;
      this.#pass(group, where, { isKept });
      await this.#shareAccumulated();
      return { reading: read() };
    })();
    this.#sharing = sharing;
    return sharing.then(({ reading }) => reading);
  }

  /** Meets the others; whether one of them keeps the training, so that all share and meet again. */
  #pass(
    group: ProcessGroup,
    where: Where,
    { interrupts, next = {}, isKept = false }: {
      readonly interrupts?: Interrupts;
      readonly next?: Next;
      readonly isKept?: boolean;
    },
  ): boolean {
    const own = this.#optimizers.map(({ learningRate }) => learningRate);
    const [isAnyKept, isAny, isNone, isOver, isAsked, ...rates] = group
      .allReduce(
        Float64Array.of(
          ...[isKept, next.hasBatch === true, next.hasBatch === false]
            .map(Number),
          ...[Number(this.#model.stopTraining), Number(interrupts?.heard)],
          ...this.leads ? own : own.map(() => -Infinity),
        ),
        {
          op: "max",
          purpose: `fit in epoch ${where.epoch + 1}, step ${where.steps}`,
        },
      );
    if (isAnyKept === 1) return true;
    if (isAny === 1 && isNone === 1) {
      const has = group.allGather(Float64Array.of(Number(next.hasBatch)));
      throw unevenBatches(where, has);
    }
    this.#model.stopTraining = isOver === 1;
    interrupts?.agree(isAsked === 1);
    this.#optimizers.forEach((optimizer, i) => {
      if (rates[i] !== own[i]) optimizer.learningRate = rates[i];
    });
    return false;
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

  /** The same where callbacks of the first process have been told of something, as none has of most. */
  async follow(isHeard: boolean): Promise<void> {
    const own = Float64Array.of(Number(isHeard));
    if (this.#group?.broadcast(own)[0] === 1) await this.shareWeights();
  }

  /** What optimizers have accumulated is of all processes from here on: a callback may keep it. */
  async shareAccumulated(): Promise<void> {
    if (this.#group) await this.#shareAccumulated();
  }

  async #shareAccumulated(): Promise<void> {
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
