/** A whole contest: what can be told to it, and all workloads by all peers. */

import { chosen } from "../chosen.ts";
import { amount, count, flag, list, type Values } from "../options.ts";
import { Contest } from "./contest.ts";
import { nameOf, type Result } from "./report.ts";
import { scaled, type Task, type Workload, WORKLOADS } from "./workloads.ts";

/** Times that are enough for a turn. */
const MOST = 5;

/** The options of a contest on a machine where a turn takes so many milliseconds, and an answer so many seconds at most. */
export function contestOptions(times: { turn: number; limit: number }) {
  return {
    rounds: count(5, "rounds over all peers"),
    turn: amount(times.turn, "milliseconds for each peer in each round"),
    limit: amount(times.limit, "seconds that a peer is waited for"),
    scale: amount(1, "every size of a workload times X"),
    only: list(
      [],
      "workloads whose names begin so: W1, W2, W3, W4, W5, E1, BN, Adam",
    ),
    peers: list([], 'peers whose names begin so: decograd, "torch 2", tfjs'),
    verbose: flag("what the peers say besides"),
  };
}

/** What was told. */
export type Settings = Values<ReturnType<typeof contestOptions>>;

/** Who may take part, and in what. */
export interface Field {
  readonly peers: readonly string[];
  tasksOf(workload: Workload): readonly Task[];
  /** Called before and after each task. */
  pause?(): void;
}

/** What came of a contest, which is over. */
export interface Outcomes {
  readonly contest: Contest;
  readonly workloads: readonly Workload[];
  readonly results: readonly Result[];
}

/** Lets the peers that are chosen do the workloads that are. */
export async function compete(
  { peers, tasksOf, pause = () => {} }: Field,
  settings: Settings,
): Promise<Outcomes> {
  const workloads = chosen(WORKLOADS, settings.only, ({ name }) => name)
    .map((workload) => scaled(workload, settings.scale));
  const names = chosen(peers, settings.peers, (name) => name);
  const results: Result[] = [];
  using contest = new Contest(names, { ...settings, most: MOST });
  await contest.open();
  for (const task of workloads.flatMap(tasksOf)) {
    console.error(nameOf(task));
    pause();
    results.push({ task, outcomes: await contest.run(task) });
    pause();
  }
  return { contest, workloads, results };
}
