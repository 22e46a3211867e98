/** The command lines of the benchmarks: nothing is taken for something else. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  amount,
  choice,
  count,
  explain,
  flag,
  folder,
  list,
  readOptions,
  UsageError,
} from "../../bench/options.ts";

const OPTIONS = {
  rounds: count(5, "rounds"),
  turn: amount(50, "milliseconds"),
  threads: count(null, "threads"),
  backend: choice("wasm", ["wasm", "blas"], "what computes"),
  only: list([], "beginnings"),
  old: folder("a checkout"),
  verbose: flag("more"),
};

const read = (...args: string[]) => readOptions("measure", args, OPTIONS);

Deno.test("options have their values, and those not given their initial ones", () => {
  const initial = {
    ...{ rounds: 5, turn: 50, threads: null, backend: "wasm", only: [] },
    ...{ old: null, verbose: false },
  };
  assertEquals(read(), initial as ReturnType<typeof read>);
  const line = "--rounds 2 --turn=0.5 --threads 1 --backend blas --only W1,W2";
  assertEquals(read(...line.split(" "), "--old=../a", "--verbose"), {
    ...{ rounds: 2, turn: 0.5, threads: 1, backend: "blas" },
    ...{ only: ["W1", "W2"], old: "../a", verbose: true },
  });
});

Deno.test("a stray option or argument is refused, with the option that was meant", () => {
  for (
    const [arg, message] of [
      ["--round=3", "received --round (did you mean --rounds?)"],
      ["--no-verbose", "received --no-verbose"],
      ["W1", "received W1"],
      ["3", "received 3"],
    ]
  ) assertThrows(() => read(arg), UsageError, message);
});

Deno.test("a value that an option does not take is refused", () => {
  for (
    const [arg, message] of [
      ["--rounds=0", "expected --rounds to be a whole number from 1 on"],
      ["--rounds=1.5", "received 1.5"],
      ["--rounds", "received nothing"],
      ["--turn=-1", "expected --turn to be a number above 0"],
      ["--turn=Infinity", "received Infinity"],
      ["--threads=all", "received all"],
      ["--backend=wsam", "expected --backend to be one of wasm, blas"],
      ["--only=W1,", "expected --only to be names"],
      ["--old", "expected --old to be a folder"],
    ]
  ) assertThrows(() => read(arg), UsageError, message);
});

Deno.test("the help has a line for each option, with what it is at first", () => {
  const lines = explain(OPTIONS).split("\n");
  assertEquals(lines.length, Object.keys(OPTIONS).length);
  assert(lines[0].endsWith("rounds (5)"));
  assert(lines.at(-1)!.endsWith("more"));
});
