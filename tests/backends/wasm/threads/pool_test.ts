import { assert, assertEquals, assertThrows } from "@std/assert";
import { stub } from "@std/testing/mock";
import {
  type Func,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
} from "../../../../backends/wasm/assembler/mod.ts";
import { KernelCache } from "../../../../backends/wasm/kernel_cache.ts";
import { LinearMemory } from "../../../../backends/wasm/memory.ts";
import {
  type Kernel,
  type KernelFunc,
  OWN,
} from "../../../../backends/wasm/kernel.ts";
import type { Job } from "../../../../backends/wasm/threads/jobs.ts";
import { ThreadPool } from "../../../../backends/wasm/threads/pool.ts";
import type { spawn } from "../../../../backends/wasm/threads/spawn.ts";

/** Runs jobs, and starts a worker if there is none. */
function runJobs(pool: ThreadPool, jobs: readonly Job[], ownBytes = 0): void {
  pool.run(jobs, { ownBytes, mayStart: true });
}

/** What stands for the workspace of the main thread, by which kernels know where they run. */
const MAIN = 4096;

interface Setup {
  readonly memory: LinearMemory;
  readonly kernels: KernelCache;
  readonly pool: ThreadPool;
  /** The kernel that a module defines. */
  kernel<F extends KernelFunc>(
    build: (module: ModuleBuilder) => F,
  ): Kernel<F["params"]>;
}

function setUp(
  options: Partial<ConstructorParameters<typeof ThreadPool>[0]> = {},
): Setup {
  const memory = new LinearMemory({ shared: true });
  const kernels = new KernelCache(memory);
  const pool = new ThreadPool({
    memory,
    kernels,
    threads: 2,
    workspaceBytes: 64,
    ...options,
  });
  let count = 0;
  return {
    memory,
    kernels,
    pool,
    kernel: (build) => {
      const define = (module: ModuleBuilder) => ({ run: build(module) });
      return kernels.get(`k${count++}`, define, () => MAIN).run;
    },
  };
}

/** On the main thread, waits for the word at its first argument; elsewhere sets it and goes on with `elsewhere`. */
function meeting(
  elsewhere: (f: FunctionBuilder, flag: Local<"i32">) => void,
): (module: ModuleBuilder) => Func<"void", { flag: "pointer" }> {
  return (module) => {
    const workspace = module.importAddress("workspace");
    return module.define({ params: { flag: "pointer" } }, (f, { flag }) => {
      f.if(i32.eq(workspace, MAIN), () => {
        f.while(i32.eqz(i32.load(flag)), () => {});
      }, () => {
        f.do(i32.store(flag, 1));
        elsewhere(f, flag);
      });
    });
  };
}

/** Runs jobs that do nothing until a worker takes part. */
function awaitWorker({ pool, kernel }: Setup): void {
  const run = kernel((module) => module.define({ params: {} }, () => {}));
  const jobs: Job[] = [[run.bind({})], [run.bind({})]];
  while (pool.ready === 0) runJobs(pool, jobs);
}

function flagOf({ memory }: Setup): number {
  const address = memory.allocate(64);
  memory.i32[address / 4] = 0;
  return address;
}

Deno.test("each job is run once, by whoever takes it, in space of its thread's own", () => {
  const setup = setUp({ threads: 4 });
  using pool = setup.pool;
  const { memory } = setup;
  // Adds a value by way of the thread's own space.
  const params = { to: "pointer", own: "pointer", value: "size" } as const;
  const run = setup.kernel((module) =>
    module.define({ params }, (f, { to, own, value }) => {
      f.do(i32.store(own, value));
      f.do(i32.store(to, i32.add(i32.load(to), i32.load(own))));
    })
  );
  awaitWorker(setup);
  for (let round = 0; round < 200; round++) {
    const count = 1 + round % 40, bytes = count * 64;
    // Sometimes the memory grows between two rounds.
    const address = memory.allocate(bytes + (round % 20 === 0 ? 2 ** 24 : 0));
    memory.i32.fill(0, address / 4, (address + bytes) / 4);
    const jobs = Array.from({ length: count }, (_, i): Job => [
      run.bind({ to: address + i * 64, own: OWN, value: i + 1 }),
      run.bind({ to: address + i * 64, own: OWN + 4, value: round }),
    ]);
    runJobs(pool, jobs, 64);
    const sums = jobs.map((_, i) => memory.i32[address / 4 + i * 16]);
    assertEquals(sums, jobs.map((_, i) => i + 1 + round));
  }
});

Deno.test("what a thread writes in its own space stays while another one writes in its own", () => {
  const setup = setUp();
  using pool = setup.pool;
  const { memory } = setup;
  const params = { to: "pointer", own: "pointer", here: "pointer" } as const;
  const run = setup.kernel((module) => {
    const workspace = module.importAddress("workspace");
    return module.define({ params }, (f, { to, own, here }) => {
      // Whoever takes a job waits until the other one has written, too.
      const meet = (mine: number, other: number) => {
        f.do(i32.store(own, mine));
        f.do(i32.store(here, 1, 4 * mine));
        f.while(i32.eqz(i32.load(here, 4 * other)), () => {});
        f.do(i32.store(to, i32.load(own), 4 * mine));
      };
      f.if(i32.eq(workspace, MAIN), () => meet(0, 1), () => meet(1, 0));
    });
  });
  awaitWorker(setup);
  const to = flagOf(setup), here = flagOf(setup);
  memory.i32.fill(0, here / 4, here / 4 + 2);
  const job: Job = [run.bind({ to, own: OWN, here })];
  runJobs(pool, [job, job], 64);
  assertEquals([...memory.i32.subarray(to / 4, to / 4 + 2)], [0, 1]);
});

/** Stores a value; the main thread first waits, for a while, until the others have stored `others` of them. */
function store(
  module: ModuleBuilder,
): Func<
  "void",
  { to: "pointer"; value: "size"; stored: "pointer"; others: "size" }
> {
  const workspace = module.importAddress("workspace");
  const params = {
    to: "pointer",
    value: "size",
    stored: "pointer",
    others: "size",
  } as const;
  return module.define({ params }, (f, { to, value, stored, others }) => {
    f.do(i32.store(to, value));
    f.if(i32.eq(workspace, MAIN), () => {
      const patience = f.local("i32", 1e9);
      f.while(
        i32.and(i32.ltU(i32.load(stored), others), i32.gtU(patience, 0)),
        () => f.set(patience, i32.sub(patience, 1)),
      );
    }, () => {
      f.do(i32.store(stored, i32.add(i32.load(stored), 1)));
    });
  });
}

Deno.test("a worker reads a list that lies across the end of the memory before it grew", () => {
  for (let line = 1; line <= 8; line++) {
    const setup = setUp();
    using pool = setup.pool;
    const { memory } = setup;
    const run = setup.kernel(store);
    awaitWorker(setup);
    const others = 20, stored = flagOf(setup), bytes = 64 * (others + 1);
    const to = memory.allocate(bytes);
    memory.i32.fill(0, to / 4, (to + bytes) / 4);
    const jobs = Array.from({ length: others + 1 }, (_, i): Job => [
      run.bind({ to: to + i * 64, value: i + 1, stored, others }),
    ]);
    const end = memory.memory.buffer.byteLength;
    while (memory.allocate(64) + 64 * (line + 1) < end);
    runJobs(pool, jobs);
    assert(memory.memory.buffer.byteLength > end, "the list made it grow");
    const values = jobs.map((_, i) => memory.i32[to / 4 + i * 16]);
    assertEquals(values, jobs.map((_, i) => i + 1), `${line} lines before`);
  }
});

Deno.test("an error in a worker reaches the caller and names the kernel", () => {
  const setup = setUp();
  using pool = setup.pool;
  awaitWorker(setup);
  const run = setup.kernel(meeting((f) => f.do(i32.load(f.address(-4)))));
  const flag = flagOf(setup);
  const error = assertThrows(() =>
    runJobs(pool, [[run.bind({ flag })], [run.bind({ flag })]])
  );
  assert(error instanceof Error);
  assertEquals(
    error.message,
    'Cannot run the kernel "k1": expected no error in a worker, received RuntimeError: memory access out of bounds',
  );
  // The worker is alive.
  const fine = setup.kernel(meeting(() => {}));
  const other = flagOf(setup);
  const meet = fine.bind({ flag: other });
  runJobs(pool, [[meet], [meet]]);
});

Deno.test("an error on the calling thread leaves no job behind", () => {
  const setup = setUp();
  using pool = setup.pool;
  awaitWorker(setup);
  const run = setup.kernel((module) =>
    module.define({ params: {} }, (f) => f.do(i32.load(f.address(-4))))
  );
  const jobs = Array.from({ length: 100 }, (): Job => [run.bind({})]);
  assertThrows(() => runJobs(pool, jobs), Error);
  const fine = setup.kernel(meeting(() => {}));
  const flag = flagOf(setup);
  runJobs(pool, [[fine.bind({ flag })], [fine.bind({ flag })]]);
});

Deno.test("a worker that hangs is given up, and one thread goes on", () => {
  const setup = setUp({ patience: 1000 });
  using pool = setup.pool;
  awaitWorker(setup);
  const run = setup.kernel(
    meeting((f) => f.loop((again) => f.branch(again))),
  );
  const flag = flagOf(setup);
  const jobs: Job[] = [[run.bind({ flag })], [run.bind({ flag })]];
  assertThrows(
    () => runJobs(pool, jobs),
    Error,
    'Cannot run the kernel "k1" on several threads: expected every worker to go on, received no sign of it for',
  );
  runJobs(pool, jobs);
});

Deno.test("time in which the process was stopped does not count against a worker", () => {
  const setup = setUp({ patience: 30_000 });
  using pool = setup.pool;
  awaitWorker(setup);
  // The worker goes on until it is told that it is enough.
  const flag = flagOf(setup), enough = 2;
  const run = setup.kernel(
    meeting((f, flag) => f.while(i32.ltS(i32.load(flag), enough), () => {})),
  );
  // Whenever the main thread looks, an hour has gone by, as after a process was stopped.
  let looks = 0;
  using _clock = stub(performance, "now", () => {
    if (++looks === 3) setup.memory.i32[flag / 4] = enough;
    return looks * 3_600_000;
  });
  runJobs(pool, [[run.bind({ flag })], [run.bind({ flag })]]);
});

Deno.test("a worker that never starts is not waited for", () => {
  const starts = [
    () => ({ terminate: () => {} }),
    () => {
      throw new TypeError("Workers are forbidden");
    },
  ];
  for (const start of starts) {
    const setup = setUp({ start: start as typeof spawn });
    using pool = setup.pool;
    let runs = 0;
    const run = setup.kernel((module) =>
      module.define({ params: { flag: "pointer" } }, (f, { flag }) => {
        f.do(i32.store(flag, i32.add(i32.load(flag), 1)));
      })
    );
    const flag = flagOf(setup), call = run.bind({ flag });
    for (; runs < 10; runs++) runJobs(pool, [[call], [call]]);
    assertEquals(setup.memory.i32[flag / 4], 2 * runs);
    assertEquals(pool.ready, 0);
  }
});
