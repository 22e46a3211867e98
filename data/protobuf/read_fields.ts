/** Messages of Protocol Buffers that are read: field by field, and nothing beyond the end of the bytes. */

/** A field: a whole number, or the bytes of a number, a text or a message. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** Bytes of a varint at most. */
const LONGEST = 10;

/** Bytes that are read from their beginning to their end. */
class Reading {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  /** A whole number of 64 bits with a sign. */
  varint(): number {
    let value = 0n;
    for (let i = 0; i < LONGEST && this.hasMore; i++) {
      const byte = this.#bytes[this.#at++];
      value |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
    throw new RangeError("a number that does not end");
  }

  take(length: number): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (length < 0 || length > left) {
      throw new RangeError(`${length} bytes where there are ${left}`);
    }
    return this.#bytes.subarray(this.#at, this.#at += length);
  }
}

/**
 * The fields of a message, one after the other; bytes are views. Whole numbers are rounded beyond 2^53.
 *
 * @throws {RangeError} if the bytes are no message; what they are then, the error says.
 */
export function* readFields(bytes: Uint8Array): Generator<Field> {
  const reading = new Reading(bytes);
  while (reading.hasMore) {
    const key = reading.varint();
    const number = Math.floor(key / 8);
    if (number < 1) throw new RangeError(`a field of the number ${number}`);
    yield { number, value: valueOf(reading, key % 8) };
  }
}

function valueOf(reading: Reading, kind: number): Field["value"] {
  switch (kind) {
    case 0:
      return reading.varint();
    case 1:
      return reading.take(8);
    case 2:
      return reading.take(reading.varint());
    case 5:
      return reading.take(4);
  }
  throw new RangeError(`a field of the kind ${kind}`);
}

/**
 * The whole numbers in a packed field.
 *
 * @throws {RangeError} if the last one does not end.
 */
export function readVarints(bytes: Uint8Array): number[] {
  const reading = new Reading(bytes);
  const values: number[] = [];
  while (reading.hasMore) values.push(reading.varint());
  return values;
}
