/** All processes of a job, exchanging elements that lie in the memory of each. */

import { ValueError } from "../../config/errors.ts";
import type { Communicator, Join } from "../communicator.ts";
import type { HostElements } from "../elements.ts";
import { KIND } from "./calls.ts";
import type { Queue } from "./queue.ts";

/** Bytes in which a process says what it is about to do. */
const SAID = 128;
/** Elements of one call: MPI counts with 32 bits. */
const MOST = 2 ** 30;

/** The processes that a library of MPI has joined. */
export class MpiCommunicator implements Communicator {
  readonly #queue: Queue;
  readonly #said: Uint8Array;
  #isOpen = true;

  /** Speaks through a queue that has started. */
  constructor(queue: Queue) {
    this.#queue = queue;
    this.#said = new Uint8Array(new SharedArrayBuffer(SAID * queue.size));
  }

  get rank(): number {
    return this.#queue.rank;
  }

  get size(): number {
    return this.#queue.size;
  }

  meet(what: string): void {
    if (!this.#isOpen) {
      throw new ValueError(
        `Cannot ${what}: expected a group that is in use, received one that was left`,
      );
    }
    this.#meet(what);
    const all = this.#heard();
    if (all.every((one) => one === all[0])) return;
    const list = [...new Set(all)].map((one) => {
      const ranks = all.flatMap((other, rank) => other === one ? [rank] : []);
      return `${one} on rank ${ranks.join(", ")}`;
    });
    throw new ValueError(
      `Cannot ${what} on rank ${this.rank}: expected the same call on every rank, received ${
        list.join(" and ")
      }`,
    );
  }

  allReduce(elements: HostElements, join: Join): number[] {
    const how = this.#queue.library.handles[join];
    return this.#inParts(elements, { kind: KIND.allReduce, how });
  }

  end(tickets: readonly number[], what: string): void {
    for (const ticket of tickets) this.#queue.wait(ticket, what);
  }

  broadcast(elements: HostElements, root: number): void {
    const call = { kind: KIND.broadcast, how: root };
    this.end(this.#inParts(elements, call), "broadcast");
  }

  allGather(elements: HostElements): HostElements {
    const { length, BYTES_PER_ELEMENT: bytes } = elements;
    const memory = new SharedArrayBuffer(bytes * length * this.size);
    const all = elements instanceof Float32Array
      ? new Float32Array(memory)
      : new Float64Array(memory);
    all.set(elements, length * this.rank);
    const [type, kind] = [this.#typeOf(all), KIND.allGather];
    const call = { kind, address: addressOf(all), count: length, type, how: 0 };
    this.end([this.#queue.post(call)], "allGather");
    return all;
  }

  finish(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#meet("leave the group");
    this.#queue.finish();
  }

  #meet(what: string): void {
    const said = this.#said, from = SAID * this.rank;
    said.fill(0, from, from + SAID);
    new TextEncoder().encode(what).forEach((byte, i) => {
      if (i < SAID) said[from + i] = byte;
    });
    const type = this.#queue.library.handles.byte;
    const [kind, address] = [KIND.meet, addressOf(said)];
    const call = { kind, address, count: SAID, type, how: 0 };
    this.#queue.wait(this.#queue.post(call), what);
  }

  /** What each process has said. */
  #heard(): string[] {
    return Array.from({ length: this.size }, (_, rank) => {
      const text = this.#said.slice(SAID * rank, SAID * (rank + 1));
      return new TextDecoder().decode(text).replace(/\0+$/, "");
    });
  }

  #inParts(
    elements: HostElements,
    call: { readonly kind: number; readonly how: number },
  ): number[] {
    const type = this.#typeOf(elements), tickets: number[] = [];
    for (let from = 0; from < elements.length; from += MOST) {
      const part = elements.subarray(from, from + MOST);
      const [address, count] = [addressOf(part), part.length];
      tickets.push(this.#queue.post({ ...call, address, count, type }));
    }
    return tickets;
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
