/** The thread that calls MPI: one call after the other, in the order in which they are asked for. */

/** What it is given when it starts. */
export interface WorkerData {
  /** The library. */
  readonly path: string;
  /** What is called of it. */
  readonly symbols: typeof import("./library.ts").SYMBOLS;
  /** `MPI_THREAD_MULTIPLE`, `MPI_IN_PLACE` and `MPI_COMM_WORLD`. */
  readonly multiple: number;
  readonly inPlace: number;
  readonly world: number;
  /** Counters and calls (see calls.ts). */
  readonly words: Int32Array;
  readonly calls: Float64Array;
  readonly at: typeof import("./calls.ts").AT;
  readonly kind: typeof import("./calls.ts").KIND;
  readonly fields: number;
  readonly depth: number;
  /** Milliseconds for which it looks whether others have come before it sleeps, and the most for which it sleeps then. */
  readonly spin: number;
  readonly longest: number;
  /** Bytes of a line, and `MPI_BYTE`. */
  readonly line: number;
  readonly byte: number;
}

/** The body of the thread. Its source is sent as text: it may use nothing but its parameter. */
export function serve(data: WorkerData): void {
  if (typeof Deno === "undefined") return;
  const { words, calls, at, kind, fields, depth, line } = data;
  const mpi = Deno.dlopen(data.path, data.symbols).symbols;
  const world = BigInt(data.world);
  const inPlace = BigInt.asUintN(64, BigInt(data.inPlace));
  const bytes = BigInt(data.byte);
  const made = new Int32Array(1);
  // A handle, and a status, of whose form nothing is read.
  const request = new Uint8Array(8), status = new Uint8Array(64);
  const sleep = new Int32Array(new SharedArrayBuffer(4));

  function start(): number {
    const isStarted = mpi.MPI_Init_thread(0n, 0n, data.multiple, made);
    words[at.isShared] = Number(made[0] >= data.multiple);
    const code = isStarted || mpi.MPI_Comm_rank(world, made);
    words[at.rank] = made[0];
    return code || mpi.MPI_Comm_size(world, made) ||
      (words[at.size] = made[0], 0);
  }

  /** Libraries of MPI look without a pause whether the others have come; here a process sleeps, longer and longer. */
  function meet(lines: bigint): number {
    const { spin, longest } = data, begun = performance.now();
    const code = mpi.MPI_Iallgather(
      ...[inPlace, 0, bytes, lines, line, bytes, world, request] as const,
    );
    for (let pause = spin / 2; code === 0;) {
      const failure = mpi.MPI_Test(request, made, status);
      if (failure !== 0 || made[0] !== 0) return failure;
      if (performance.now() - begun < spin) continue;
      Atomics.wait(sleep, 0, 0, pause);
      pause = Math.min(2 * pause, longest);
    }
    return code;
  }

  /** Whether all processes have said the same. */
  function agree(lines: bigint): boolean {
    if (typeof Deno === "undefined") return false;
    const all = new Uint8Array(
      Deno.UnsafePointerView.getArrayBuffer(
        Deno.UnsafePointer.create(lines)!,
        line * words[at.size],
      ),
    );
    return all.every((byte, i) => byte === all[i % line]);
  }

  function run(number: number): number {
    const from = (number % depth) * fields;
    const [what, said, address, count, type, how] = calls.subarray(
      from,
      from + fields,
    );
    const [lines, place, of, by] = [said, address, type, how].map(BigInt);
    if (said !== 0) {
      const code = meet(lines);
      if (code !== 0 || !agree(lines)) return code;
    }
    switch (what) {
      case kind.init:
        return start();
      case kind.meet:
        return 0;
      case kind.allReduce:
        return mpi.MPI_Allreduce(inPlace, place, count, of, by, world);
      case kind.broadcast:
        return mpi.MPI_Bcast(place, count, of, how, world);
      case kind.allGather:
        return mpi.MPI_Allgather(inPlace, 0, of, place, count, of, world);
      default:
        return mpi.MPI_Finalize();
    }
  }

  for (let done = 0, isOpen = true; isOpen;) {
    Atomics.wait(words, at.posted, done);
    isOpen = calls[(done % depth) * fields] !== kind.finalize;
    const code = run(done);
    if (code !== 0) Atomics.compareExchange(words, at.failure, 0, code);
    Atomics.store(words, at.finished, ++done);
    Atomics.notify(words, at.finished);
  }
}
