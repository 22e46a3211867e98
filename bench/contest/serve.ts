/** A peer in a process of its own: `deno run -A bench/contest/serve.ts NAME`, asked and answering in lines of JSON. */

import { type Clock, gpuClock } from "../machine/gpu_clock.ts";
import { measure } from "./measure.ts";
import {
  Cannot,
  checkOf,
  type Peer,
  type Prepared,
  type Reply,
  type Request,
} from "./peer.ts";
import { openPeer } from "../peers/mod.ts";

function say(reply: Reply): void {
  const bytes = new TextEncoder().encode(JSON.stringify(reply) + "\n");
  for (let at = 0; at < bytes.length;) {
    at += Deno.stdout.writeSync(bytes.subarray(at));
  }
}

async function* lines(): AsyncGenerator<string> {
  let rest = "";
  for await (
    const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())
  ) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}

/** A message short enough for a table's foot. */
function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return error instanceof Cannot ? message : message.split("\n")[0];
}

/** What made the operands is to be gone before memory is measured. */
function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

class Server {
  readonly #peer: Peer;
  readonly #clock: Clock | null;
  #prepared: Prepared | undefined;

  constructor(peer: Peer) {
    this.#peer = peer;
    this.#clock = peer.gpu ? gpuClock(peer.gpu, () => peer.flush?.()) : null;
  }

  greet(): Reply {
    const { version } = this.#peer;
    return this.#clock ? { version, clock: this.#clock.name } : { version };
  }

  async answer(request: Request): Promise<Reply> {
    switch (request.do) {
      case "prepare": {
        this.#drop();
        this.#prepared = await this.#peer.prepare(request.task);
        if (request.unchecked) {
          collectGarbage();
          return {};
        }
        const results = await this.#prepared.results();
        return { checks: results.map(checkOf) };
      }
      case "measure":
        if (!this.#prepared) throw new Cannot("nothing is prepared");
        return { times: await measure(this.#prepared, request, this.#clock) };
      case "drop":
        this.#drop();
        return {};
    }
  }

  #drop(): void {
    this.#prepared?.[Symbol.dispose]();
    this.#prepared = undefined;
  }
}

async function orReason(reply: () => Promise<Reply>): Promise<Reply> {
  try {
    return await reply();
  } catch (error) {
    console.error(error);
    return { cannot: reasonOf(error) };
  }
}

if (import.meta.main) {
  // Libraries talk; what they say is not for the one who asks.
  console.log = console.info = console.debug = console.error;
  let server: Server | undefined;
  const greeting = await orReason(async () => {
    server = new Server(await openPeer(Deno.args[0]));
    return server.greet();
  });
  say(greeting);
  for await (const line of lines()) {
    if (!server) break;
    const asked = server;
    say(await orReason(() => asked.answer(JSON.parse(line))));
  }
  Deno.exit(0);
}
