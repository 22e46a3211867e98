/** A peer in a process of its own, as the one who asks sees it. */

import { Cannot, type Reply, type Request } from "./peer.ts";
import { type Program, torchCommand } from "./python.ts";

/** Seconds that starting a runtime and loading a library may take. */
const START_LIMIT = 60;

async function programOf(name: string): Promise<Program> {
  if (name.startsWith("torch")) return await torchCommand(name.split(" ")[1]);
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  const server = new URL(`./serve${extension}`, import.meta.url).href;
  const flags = ["--no-check", "--no-config", "--v8-flags=--expose-gc"];
  return {
    command: Deno.execPath(),
    args: ["run", "-A", ...flags, server, name],
  };
}

/** A running peer. */
export class PeerProcess implements Disposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;
  /** Its version. */
  readonly version: string;
  /** By which clock it measures; the processor's if it does not say. */
  readonly clock: string | undefined;

  private constructor(
    child: Deno.ChildProcess,
    lines: AsyncIterator<string>,
    greeting: { version?: string; clock?: string },
  ) {
    this.#child = child;
    this.#writer = child.stdin.getWriter();
    this.#lines = lines;
    this.version = greeting.version ?? "";
    this.clock = greeting.clock;
  }

  /**
   * Starts a peer.
   *
   * @throws {Cannot} if it does not open.
   */
  static async start(name: string, verbose: boolean): Promise<PeerProcess> {
    const { command, args } = await programOf(name);
    const child = new Deno.Command(command, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: verbose ? "inherit" : "null",
    }).spawn();
    const lines = linesOf(child.stdout);
    try {
      return new PeerProcess(child, lines, await next(lines, START_LIMIT));
    } catch (error) {
      end(child);
      throw error;
    }
  }

  /**
   * Asks and waits for the answer, `limit` seconds at most.
   *
   * @throws {Cannot} if it cannot; then with `ended` if it lives no more.
   */
  async ask(
    request: Request,
    limit: number,
  ): Promise<Exclude<Reply, { cannot: string }>> {
    const bytes = new TextEncoder().encode(JSON.stringify(request) + "\n");
    await this.#writer.write(bytes);
    return await next(this.#lines, limit);
  }

  /** The most memory that its process has had, in bytes; from now on, after `resetPeak`. Linux only, else NaN. */
  peak(): number {
    return memoryOf(this.#child.pid).peak;
  }

  /** Forgets the peak so far. */
  resetPeak(): void {
    try {
      Deno.writeTextFileSync(`/proc/${this.#child.pid}/clear_refs`, "5");
    } catch {
      // Not on Linux: there is no peak to read either.
    }
  }

  /** Ends the process. */
  [Symbol.dispose](): void {
    end(this.#child);
  }
}

function end(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** What the system says of a process: bytes in memory now and at most, NaN where it does not say. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const fields = { now: NaN, peak: NaN };
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    const bytes = (field: string) =>
      Number(status.match(`${field}:\\s+(\\d+) kB`)?.[1]) * 1024;
    return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
  } catch {
    return fields;
  }
}

async function next(
  lines: AsyncIterator<string>,
  limit: number,
): Promise<Exclude<Reply, { cannot: string }>> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), limit * 1000);
  const line = await Promise.race([lines.next(), late]);
  clearTimeout(timer);
  if (line === null) throw new Ended(`more than ${limit} s`);
  if (line.done) throw new Ended("its process ended");
  const reply: Reply = JSON.parse(line.value);
  if ("cannot" in reply) throw new Cannot(reply.cannot);
  return reply;
}

/** The process is of no use any more. */
export class Ended extends Cannot {}

async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}
