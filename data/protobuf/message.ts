/** Messages of Protocol Buffers that are written: fields by their numbers, one after the other. */

import { joined } from "../bytes.ts";

/** Bytes that are put together bit by bit. */
export class Message {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** A whole number. */
  varint(field: number, value: number): this {
    return this.#add(varint(field * 8), varint(value));
  }

  /** A number of 64 bits. */
  double(field: number, value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return this.#add(varint(field * 8 + 1), bytes);
  }

  /** A number of 32 bits. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#add(varint(field * 8 + 5), bytes);
  }

  /** Bytes, text in UTF-8, or another message. */
  bytes(field: number, value: Uint8Array | string | Message): this {
    const head = varint(field * 8 + 2);
    if (value instanceof Message) {
      return this.#add(head, varint(value.#length)).#addAll(value.#parts);
    }
    const bytes = typeof value === "string"
      ? new TextEncoder().encode(value)
      : value;
    return this.#add(head, varint(bytes.length), bytes);
  }

  /** All of it. */
  encode(): Uint8Array {
    return joined(this.#parts);
  }

  #add(...parts: readonly Uint8Array[]): this {
    return this.#addAll(parts);
  }

  #addAll(parts: readonly Uint8Array[]): this {
    for (const part of parts) {
      this.#parts.push(part);
      this.#length += part.length;
    }
    return this;
  }
}

/** Seven bits a byte, the lowest first; of numbers below 0 the two's complement of 64 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    bytes.push(Number(rest % 128n) + 128);
    rest /= 128n;
  }
  return Uint8Array.of(...bytes, Number(rest));
}
