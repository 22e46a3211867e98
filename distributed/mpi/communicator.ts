/** All processes of a job, exchanging elements that lie in the memory of each. */

import { ValueError } from "../../config/errors.ts";
import type { Communicator, Join, Pending } from "../communicator.ts";
import type { HostElements } from "../elements.ts";
import { type Call, KIND, LINE } from "./calls.ts";
import type { Queue } from "./queue.ts";

/** Elements of one call: MPI counts with 32 bits. */
const MOST = 2 ** 30;

/** What a call does besides that the processes meet. */
type Work = Omit<Call, "lines">;

const NO_ELEMENTS = { address: 0, count: 0, type: 0, how: 0 };

/** The processes that a library of MPI has joined. */
export class MpiCommunicator implements Communicator {
  readonly #queue: Queue;
  /** Lines that nobody writes to, one of each process. */
  readonly #spare: Uint8Array[] = [];
  #isOpen = true;

  /** Speaks through a queue that has started. */
  constructor(queue: Queue) {
    this.#queue = queue;
  }

  get rank(): number {
    return this.#queue.rank;
  }

  get size(): number {
    return this.#queue.size;
  }

  /** Whether this process has not left yet. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  meet(what: string): void {
    this.#begin(what, { kind: KIND.meet, ...NO_ELEMENTS }).end();
  }

  allReduce(what: string, elements: HostElements, join: Join): Pending {
    const how = this.#queue.library.handles[join];
    return this.#inParts(what, elements, { kind: KIND.allReduce, how });
  }

  broadcast(what: string, elements: HostElements, root: number): void {
    const call = { kind: KIND.broadcast, how: root };
    this.#inParts(what, elements, call).end();
  }

  allGather(what: string, elements: HostElements): HostElements {
    const { length, BYTES_PER_ELEMENT: bytes } = elements;
    const memory = new SharedArrayBuffer(bytes * length * this.size);
    const all = elements instanceof Float32Array
      ? new Float32Array(memory)
      : new Float64Array(memory);
    all.set(elements, length * this.rank);
    const [type, kind] = [this.#typeOf(all), KIND.allGather];
    const call = { kind, address: addressOf(all), count: length, type, how: 0 };
    this.#begin(what, call).end();
    return all;
  }

  finish(): void {
    if (!this.#isOpen) return;
    this.meet("leave the group");
    this.#isOpen = false;
    this.#queue.finish();
  }

  #inParts(
    what: string,
    elements: HostElements,
    call: Pick<Work, "kind" | "how">,
  ): Pending {
    const type = this.#typeOf(elements), parts: Pending[] = [];
    for (let from = 0; from === 0 || from < elements.length; from += MOST) {
      const part = elements.subarray(from, from + MOST);
      const [address, count] = [addressOf(part), part.length];
      parts.push(this.#begin(what, { ...call, address, count, type }));
    }
    return { end: () => parts.forEach((part) => part.end()) };
  }

  /** Asks for a call, before which the processes meet. */
  #begin(what: string, call: Work): Pending {
    if (!this.#isOpen) {
      throw new ValueError(
        `Cannot ${what}: expected a group that is in use, received one that was left`,
      );
    }
    const lines = this.#spare.pop() ??
      new Uint8Array(new SharedArrayBuffer(LINE * this.size));
    const own = lines.subarray(LINE * this.rank, LINE * (this.rank + 1));
    own.fill(0);
    own.set(new TextEncoder().encode(what).subarray(0, LINE));
    const ticket = this.#queue.post({ ...call, lines: addressOf(lines) });
    return {
      end: () => {
        this.#queue.wait(ticket, what);
        const all = this.#said(lines);
        this.#spare.push(lines);
        if (all.some((one) => one !== all[0])) throw this.#unlike(what, all);
      },
    };
  }

  /** What each process has said. */
  #said(lines: Uint8Array): string[] {
    return Array.from({ length: this.size }, (_, rank) => {
      const text = lines.slice(LINE * rank, LINE * (rank + 1));
      return new TextDecoder().decode(text).replace(/\0+$/, "");
    });
  }

  #unlike(what: string, all: readonly string[]): ValueError {
    const list = [...new Set(all)].map((one) => {
      const ranks = all.flatMap((other, rank) => other === one ? [rank] : []);
      return `${one} on rank ${ranks.join(", ")}`;
    });
    return new ValueError(
      `Cannot ${what} on rank ${this.rank}: expected the same call on every rank, received ${
        list.join(" and ")
      } (a rank may have fewer batches, or have failed, or make a call under a condition that others do not meet)`,
    );
  }

  #typeOf(elements: HostElements): number {
    const { float, double } = this.#queue.library.handles;
    return elements instanceof Float32Array ? float : double;
  }
}

function addressOf(elements: HostElements | Uint8Array): number {
  if (typeof Deno === "undefined") return 0;
  const pointer = Deno.UnsafePointer.of(elements as Uint8Array<ArrayBuffer>);
  return Number(Deno.UnsafePointer.value(pointer));
}
