/** The command lines of the benchmarks. */

import { parseArgs } from "node:util";
import { Cannot } from "./peer.ts";

/** What all benchmarks can be told. */
export interface BenchOptions {
  readonly rounds: number;
  /** Milliseconds for each peer in each round. */
  readonly turn: number;
  /** Seconds after which an answer is waited for no more. */
  readonly limit: number;
  readonly scale: number;
  /** Workloads whose names begin with one of these; all if empty. */
  readonly only: readonly string[];
  /** Peers whose names begin with one of these; all if empty. */
  readonly peers: readonly string[];
  readonly verbose: boolean;
}

const HELP = `
  --rounds N       rounds over all peers
  --turn MS        time for each peer in each round, in milliseconds
  --limit S        time after which a peer is waited for no more, in seconds
  --scale X        every size of a workload times X
  --only A,B       workloads whose names begin so: W1, W2, W3, W4, W5, E1, BN, Adam
  --peers A,B      peers whose names begin so: decograd, "torch 2", tfjs, ...
  --verbose        what the peers say besides`;

/** Reads the command line; null where help was asked for, and given. */
export function parseBenchOptions(
  args: readonly string[],
  defaults: { rounds: number; turn: number; limit: number },
): BenchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: `${defaults.rounds}` },
      turn: { type: "string", default: `${defaults.turn}` },
      limit: { type: "string", default: `${defaults.limit}` },
      scale: { type: "string", default: "1" },
      only: { type: "string", default: "" },
      peers: { type: "string", default: "" },
      verbose: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP.trimStart());
    return null;
  }
  return {
    rounds: Math.ceil(positive("rounds", values.rounds)),
    turn: positive("turn", values.turn),
    limit: positive("limit", values.limit),
    scale: positive("scale", values.scale),
    only: list(values.only),
    peers: list(values.peers),
    verbose: values.verbose,
  };
}

/** A number above 0. */
export function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Cannot(`--${name}: expected a number above 0, received ${text}`);
}

function list(text: string): string[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part);
}

/** Those that begin with one of the beginnings, all if there are none. */
export function chosen<T>(
  all: readonly T[],
  beginnings: readonly string[],
  nameOf: (one: T) => string,
): T[] {
  return all.filter((one) =>
    beginnings.length === 0 ||
    beginnings.some((beginning) => nameOf(one).startsWith(beginning))
  );
}
