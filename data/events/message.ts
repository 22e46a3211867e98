/** Messages of Protocol Buffers: fields by their numbers, one after the other. */

import { joined } from "../bytes.ts";

/** Bytes that are put together bit by bit. */
export class Message {
  readonly #parts: Uint8Array[] = [];

  /** A whole number, 0 or more. */
  varint(field: number, value: number): this {
    this.#parts.push(varint(field * 8), varint(value));
    return this;
  }

  /** A number of 64 bits. */
  double(field: number, value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.#parts.push(varint(field * 8 + 1), bytes);
    return this;
  }

  /** Bytes, text in UTF-8, or another message. */
  bytes(field: number, value: Uint8Array | string | Message): this {
    const bytes = value instanceof Message
      ? value.encode()
      : typeof value === "string"
      ? new TextEncoder().encode(value)
      : value;
    this.#parts.push(varint(field * 8 + 2), varint(bytes.length), bytes);
    return this;
  }

  /** All of it. */
  encode(): Uint8Array {
    return joined(this.#parts);
  }
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push(rest % 128 + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.of(...bytes, rest);
}
