/** Many peers, one task at a time, in turns: what one measures is measured beside all others. */

import { agree, Cannot, type Check } from "./peer.ts";
import { Ended, PeerProcess } from "./peer_process.ts";
import { flopsOf, type Op, type Task } from "./workloads.ts";

/** How long things may take. */
export interface Pace {
  readonly rounds: number;
  /** Milliseconds for each peer in each round. */
  readonly turn: number;
  /** Times that are enough for a turn. */
  readonly most: number;
  /** Seconds after which an answer is waited for no more. */
  readonly limit: number;
  /** Whether to show what peers say besides. */
  readonly verbose: boolean;
}

/** Times of one task by one peer, and what is to be said of them; or why there are none. */
export type Outcome =
  | { readonly times: readonly number[]; readonly note?: string }
  | { readonly cannot: string };

/** Turns of the round that does not count: threads take a tenth of a second to start, after some work. */
const WARMING = 5;
/**
 * Milliseconds of a turn before those that count: processors and threads have to wake up, and OpenMP's threads of the peer
 * before look for work as long as 10 before they sleep, on a core that others need.
 */
const WAKING = 20;
/** Rounds are left out for who has spent this many turns' time on a task. */
const TURNS_AT_ONCE = 20;

/** The peers of a benchmark, each started when it is first needed. */
export class Contest implements Disposable {
  readonly names: readonly string[];
  readonly #pace: Pace;
  readonly #running = new Map<string, PeerProcess>();
  readonly #closed = new Map<string, string>();
  readonly #tooMuch = new Map<string, number>();
  /** By name: `version`, and the clock if it has one of its own. */
  readonly versions = new Map<string, string>();

  constructor(names: readonly string[], pace: Pace) {
    this.names = names;
    this.#pace = pace;
  }

  /** Why a peer takes no part at all, if it does not. */
  closed(name: string): string | undefined {
    return this.#closed.get(name);
  }

  /** Those that take part. */
  openNames(): string[] {
    return this.names.filter((name) => !this.#closed.has(name));
  }

  /** Starts all peers. */
  async open(): Promise<void> {
    for (const name of this.names) {
      await this.#attempt(name, () => this.#process(name));
    }
  }

  /** Lets all peers do a task in turns; what they compute must agree with what the first one computes. */
  async run(task: Task): Promise<Map<string, Outcome>> {
    const failed = new Map<string, string>();
    const notes = new Map<string, string>();
    const times = new Map<string, number[]>();
    let reference: readonly Check[] | undefined;
    for (const name of this.names) {
      const problem = await this.#attempt(name, async () => {
        this.#checkAmount(name, task);
        const { checks = [] } = await this.#ask(name, { do: "prepare", task });
        reference ??= checks;
        if (!agree(reference, checks)) notes.set(name, "computes otherwise");
        times.set(name, []);
      }, task);
      if (problem) failed.set(name, problem);
    }
    const spent = new Map<string, number>();
    const enough = TURNS_AT_ONCE * this.#pace.turn;
    // The round before the first does not count: engines optimize and threads start. Who is slow has no other.
    for (let round = -1; round < this.#pace.rounds; round++) {
      for (const [name, list] of times) {
        const before = spent.get(name) ?? 0;
        if (before > enough) continue;
        const problem = await this.#attempt(name, async () => {
          const { turn } = this.#pace, all = Number.MAX_SAFE_INTEGER;
          const budget = round < 0
            ? { milliseconds: WARMING * turn, most: all }
            : { milliseconds: turn, most: this.#pace.most };
          const waking = { milliseconds: WAKING, most: all };
          await this.#ask(name, { do: "measure", ...waking });
          const request = { do: "measure", ...budget } as const;
          const { times = [] } = await this.#ask(name, request);
          const now = before + times.reduce((a, b) => a + b, 0);
          if (round < 0 && now <= enough) return;
          spent.set(name, now);
          list.push(...times);
        }, task);
        if (!problem) continue;
        times.delete(name);
        failed.set(name, problem);
      }
    }
    for (const name of times.keys()) {
      await this.#attempt(name, () => this.#ask(name, { do: "drop" }));
    }
    return new Map(this.names.map((name): [string, Outcome] => {
      const list = times.get(name), note = notes.get(name);
      if (!list) return [name, { cannot: failed.get(name)! }];
      return [name, note ? { times: list, note } : { times: list }];
    }));
  }

  [Symbol.dispose](): void {
    for (const process of this.#running.values()) process[Symbol.dispose]();
    this.#running.clear();
  }

  async #process(name: string): Promise<PeerProcess> {
    const closed = this.#closed.get(name);
    if (closed) throw new Cannot(closed);
    const known = this.#running.get(name);
    if (known) return known;
    try {
      const started = await PeerProcess.start(name, this.#pace.verbose);
      const { version, clock } = started;
      this.versions.set(name, clock ? `${version}, by ${clock}` : version);
      this.#running.set(name, started);
      return started;
    } catch (error) {
      this.#closed.set(name, (error as Error).message);
      throw error;
    }
  }

  async #ask(name: string, request: Parameters<PeerProcess["ask"]>[0]) {
    const process = await this.#process(name);
    return await process.ask(request, this.#pace.limit);
  }

  /** Does something with a peer; says what went wrong if something did. */
  async #attempt(
    name: string,
    f: () => Promise<unknown>,
    task?: Task,
  ): Promise<string | undefined> {
    try {
      await f();
    } catch (error) {
      if (!(error instanceof Cannot)) throw error;
      if (error instanceof Ended) {
        this.#running.get(name)?.[Symbol.dispose]();
        this.#running.delete(name);
        if (task) this.#noteTooMuch(kindOf(name, task), flopsOf(task));
      }
      return error.message;
    }
  }

  #noteTooMuch(kind: string, amount: number): void {
    const least = this.#tooMuch.get(kind) ?? Infinity;
    this.#tooMuch.set(kind, Math.min(least, amount));
  }

  /** Nobody need wait for more of what was too much already, nor for a step of which a part was. */
  #checkAmount(name: string, task: Task): void {
    const flops = flopsOf(task);
    const isPart = (op: Op) => op === "fwd" || op === "dx" || op === "dw";
    const parts: readonly Op[] = isPart(task.op)
      ? [task.op]
      : [task.op, "fwd", "dx", "dw"];
    for (const op of parts) {
      const most = this.#tooMuch.get(kindOf(name, { ...task, op })) ?? Infinity;
      const amount = op === task.op ? flops : flops / 3;
      if (amount >= most) throw new Cannot("not tried: less took too long");
    }
  }
}

function kindOf(name: string, { kind, op }: Task): string {
  return [name, kind, op].join();
}
