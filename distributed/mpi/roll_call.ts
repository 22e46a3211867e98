/** Who waits for what: processes that wait for long tell each other so, by messages beside what they exchange. */

import { cannotOpen } from "../../config/foreign_library.ts";
import type { Library } from "./library.ts";

/** What is called, by the main thread: handles as in `SYMBOLS`. */
const SYMBOLS = {
  // What, how many, of which type, to whom, tag, among whom, where to put the request.
  MPI_Isend: {
    parameters: ["buffer", "i32", "usize", "i32", "i32", "usize", "buffer"],
    result: "i32",
  },
  MPI_Request_free: { parameters: ["buffer"], result: "i32" },
  // From whom, tag, among whom, whether there is one, status.
  MPI_Iprobe: {
    parameters: ["i32", "i32", "usize", "buffer", "buffer"],
    result: "i32",
  },
  MPI_Recv: {
    parameters: ["buffer", "i32", "usize", "i32", "i32", "usize", "buffer"],
    result: "i32",
  },
} as const;

/** Bytes of a message, the first eight of which are the number of the call; so it is small enough not to be waited for. */
const BYTES = 256, NUMBER = 8;
/** Any number that tells these messages from others. */
const TAG = 1021;

/** A process that waits. */
interface Waiting {
  readonly ticket: number;
  readonly what: string;
}

/** Tells the other processes what this one waits for, and hears them. */
export class RollCall {
  readonly #library: Library;
  readonly #rank: number;
  readonly #others: readonly number[];
  readonly #heard = new Map<number, Waiting>();
  /** Messages, which MPI may read until the job ends. */
  readonly #told: Uint8Array<ArrayBuffer>[] = [];
  readonly #mpi: Calls;
  #lastTold = 0;

  /** Of the process `rank` among `size`. */
  constructor(library: Library, rank: number, size: number) {
    this.#library = library;
    this.#mpi = open(library);
    this.#rank = rank;
    this.#others = Array.from({ length: size }, (_, other) => other)
      .filter((other) => other !== rank);
  }

  /** Tells all others, once, that this process waits for the call of a number. */
  tell({ ticket, what }: Waiting): void {
    if (this.#lastTold >= ticket) return;
    this.#lastTold = ticket;
    const message = new Uint8Array(BYTES);
    new DataView(message.buffer).setFloat64(0, ticket);
    new TextEncoder().encodeInto(what, message.subarray(NUMBER));
    this.#told.push(message);
    const { byte, world } = this.#handles;
    const mpi = this.#mpi, request = new Uint8Array(8);
    for (const other of this.#others) {
      mpi.MPI_Isend(message, BYTES, byte, other, TAG, world, request);
      mpi.MPI_Request_free(request);
    }
  }

  /** Takes what others have told; whether one of them waits for the call of this number, or a later one. */
  hear(ticket: number): boolean {
    const mpi = this.#mpi, { byte, world } = this.#handles;
    const isThere = new Int32Array(1), status = new Uint8Array(64);
    const message = new Uint8Array(BYTES);
    for (const other of this.#others) {
      for (;;) {
        mpi.MPI_Iprobe(other, TAG, world, isThere, status);
        if (isThere[0] === 0) break;
        mpi.MPI_Recv(message, BYTES, byte, other, TAG, world, status);
        const text = new TextDecoder().decode(message.subarray(NUMBER));
        this.#heard.set(other, {
          ticket: new DataView(message.buffer).getFloat64(0),
          what: text.replace(/\0+$/, ""),
        });
      }
    }
    return this.#waiting(ticket).length > 0;
  }

  /** In words, who waits with this process for a call, and of whom nothing was heard. */
  describe({ ticket, what }: Waiting): string {
    const waiting = this.#waiting(ticket);
    const texts = [...new Set(waiting.map(([, other]) => other.what))];
    const groups = texts.map((text) => {
      const ranks = waiting.flatMap(([rank, other]) =>
        other.what === text ? [rank] : []
      );
      const also = `${named(ranks)} ${ranks.length > 1 ? "wait" : "waits"} too`;
      return text === what ? also : `${also}, in ${text}`;
    });
    const known = new Set(waiting.map(([rank]) => rank));
    const silent = this.#others.filter((rank) => !known.has(rank));
    return [
      ...groups,
      ...silent.length > 0 ? [`nothing is heard of ${named(silent)}`] : [],
    ].join(", ");
  }

  #waiting(ticket: number): [number, Waiting][] {
    return [...this.#heard].filter(([, other]) => other.ticket >= ticket);
  }

  get #handles(): { readonly byte: bigint; readonly world: bigint } {
    const { byte, world } = this.#library.handles;
    return { byte: BigInt(byte), world: BigInt(world) };
  }
}

type Calls = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

function open({ path }: Library): Calls {
  if (typeof Deno !== "undefined") return Deno.dlopen(path, SYMBOLS).symbols;
  throw cannotOpen("MPI", "Deno's foreign function interface", "none");
}

function named(ranks: readonly number[]): string {
  return `${ranks.length > 1 ? "ranks" : "rank"} ${
    ranks.toSorted((a, b) => a - b).join(", ")
  }`;
}
