/** Exchanges between processes, and between none. */

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";
import { type Mpirun, testOnMpi } from "../helpers/mpi.ts";
import { second } from "./second.ts";

testOnMpi("all ranks get what all have given", async (mpirun) => {
  const size = 4;
  const { code, out, err } = await mpirun(size, "group");
  assertEquals([code, err], [0, ""]);
  const lines = out.trim().split("\n").map((line) => JSON.parse(line));
  const ranks = Array.from({ length: size }, (_, rank) => rank);
  assertEquals(lines.map(({ rank }) => rank).sort(), ranks);
  const sum = [size * (size - 1) / 2, 2 ** size - 1];
  for (const { rank, ...got } of lines) {
    assertEquals(got, {
      ...{ size, isSame: true },
      joined: {
        ...{ sum, mean: sum.map((one) => one / size) },
        ...{ max: [size - 1, 2 ** (size - 1)], min: [0, 1] },
      },
      shape: [1, 2],
      numbers: [sum[0], got.numbers[1]],
      own: [rank, 0.1],
      from: [size - 1, 2 ** (size - 1)],
      gathered: ranks.flatMap((one) => [one, 2 ** one]),
      gatheredShape: [size, 2],
      scalars: [size],
      arrays: ranks.flatMap((one) => [one, one]),
      none: 0,
      double: got.double,
    });
    // As exact as float64 is, where numbers have it.
    assert(Math.abs(got.numbers[1] - 0.1 * size) < 1e-15);
    assert(Math.abs(got.double - (0.1 * size + sum[0])) < 1e-14);
  }
});

/** Runs ranks of which one differs, and looks what becomes of the job. */
async function expectEnd(
  mpirun: Mpirun,
  how: string,
  reason: RegExp,
  size = 2,
): Promise<void> {
  const { code, out, err } = await mpirun(size, "failures", how);
  assert(code !== 0, how);
  assertEquals(out.match(/^\d: /m), null, how);
  assertMatch(out + err, reason);
}

testOnMpi("a rank that fails ends the job with the reason", async (mpirun) => {
  const thrown = /Rank 1 of 2 ends the job: .*this rank has had enough/;
  await expectEnd(mpirun, "throw", thrown);
  await expectEnd(mpirun, "exit", /Rank 1 of 2 ends the job: exit code 3/);
});

testOnMpi(
  "a rank that is killed ends the job",
  (mpirun) => expectEnd(mpirun, "kill", /signal 9|killed/i),
  "MPICH",
);

testOnMpi(
  "a rank that calls something else, or never comes, is told",
  async (mpirun) => {
    const other = /broadcast from rank 0 of 2 numbers \(float32\) on rank 1/;
    await expectEnd(mpirun, "other", other);
    await expectEnd(
      mpirun,
      "hang",
      /expected all others in allReduce \(sum\) of 1 numbers \(float32\), received nothing for \d s; nothing is heard of rank 1 /,
    );
  },
  "MPICH",
);

/** What is said where rank 1 of 3 is stopped, by whichever of the others hears of the other first. */
function stopped(what: string): RegExp {
  return RegExp(
    `rank [02] of 3: expected all others in ${what}, received nothing for \\d s; rank [02] waits too, nothing is heard of rank 1 `,
  );
}

testOnMpi(
  "a rank that is stopped is named, with those that wait for it",
  async (mpirun) => {
    const join = "allReduce \\(sum\\) of 1 numbers \\(float32\\)";
    await expectEnd(mpirun, "stop", stopped(join), 3);
  },
);

testOnMpi(
  "so is one that is stopped in an exchange",
  (mpirun) => expectEnd(mpirun, "stop amid", stopped("a long exchange"), 3),
  "MPICH",
);

testOnMpi(
  "ranks that come one after the other go on together",
  async (mpirun) => {
    const { code, out, err } = await mpirun(3, "failures", "late to join");
    assertEquals(code, 0);
    assertEquals(out.trim().split("\n").sort(), ["0: 3", "1: 3", "2: 3"]);
    assertMatch(err, /rank 0 of 3 has waited .* in barrier: .*rank/i);
  },
  "Open MPI",
);

testOnMpi(
  "a rank that is late is waited for, and the others say so",
  async (mpirun) => {
    const { code, out, err } = await mpirun(2, "failures", "late", "auto");
    assertEquals(code, 0);
    assertEquals(out.trim().split("\n").sort(), ["0: 2", "1: 2"]);
    assertEquals(
      err.trim(),
      "Rank 0 of 2 has waited 0 s for the others in allReduce (sum) of 1 numbers (float32): nothing is heard of rank 1",
    );
  },
);

Deno.test("a group of one process exchanges nothing", async () => {
  for (const options of [{ backend: "none" }, { backend: "auto" }] as const) {
    using group = await distributed.init(options);
    assertEquals([group.rank, group.size], [0, 1]);
    const x = dg.tensor([[1, 2]]);
    for (const y of [group.allReduce(x, { op: "mean" }), group.broadcast(x)]) {
      assertEquals([y.shape, [...await y.data()]], [[1, 2], [1, 2]]);
    }
    assertEquals(group.allGather(dg.tensor(3)).shape, [1]);
    const own = Float32Array.of(4);
    const numbers = group.allGather(own);
    assertEquals([...numbers], [4]);
    assert(numbers !== own);
    group.barrier();
  }
});

Deno.test("a library that is not there is told, with what to install, unless the process is the only one", async () => {
  const told =
    /DeviceError: Cannot open MPI: expected MPICH or Open MPI \(Debian: mpich, or openmpi-bin and libopenmpi3\) as "libnone.so.1", received .*libnone/;
  const alone = /^$/;
  for (
    const [backend, tasks, said] of [
      ["mpi", "1", told],
      ["auto", "2", told],
      ["auto", "1", alone],
    ] as const
  ) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["eval", "--no-lock"],
        `import { init } from "${new URL(
          "../../distributed/mod.ts",
          import.meta.url,
        )}"; await init({ backend: "${backend}", library: "libnone.so.1" });`,
      ],
      env: { SLURM_STEP_NUM_TASKS: tasks, NO_COLOR: "1" },
    }).output();
    assertMatch(new TextDecoder().decode(stderr), said);
    assertEquals(code, said === alone ? 0 : 1, `${backend}, ${tasks}`);
  }
});

Deno.test("options that mean nothing are refused before anything is joined", async () => {
  const wrong: unknown[] = [
    { backend: "nccl" },
    { timeout: 0 },
    { timeout: 1, warnAfter: 2, backend: "mpi" },
    { bakend: "none" },
  ];
  for (const options of wrong) {
    await assertRejects(async () => await distributed.init(options as object));
  }
});

Deno.test("a group is made of what reaches processes, and of nothing else", () => {
  const { communicator } = second().group;
  const wrong: unknown[] = [
    ...[3, "mpi", undefined, {}, new distributed.Group(null)],
    ...[{ size: 1 }, { rank: -1 }, { rank: 0.5 }, { meet: null }]
      .map((one) => ({ ...communicator, ...one })),
  ];
  for (const one of wrong) {
    assertThrows(
      () => new distributed.Group(one as null),
      TypeError,
      "Cannot make a Group: expected a communicator, or null for this process alone (init gives the group of a job), received",
    );
  }
  assertThrows(
    () => second().group.allReduce(Float64Array.of(1), { purpose: 1 as never }),
    TypeError,
    "expected purpose to be a string, received 1",
  );
});
