/** Messages in a file of ONNX, read field by field; what is wrong in one is told with where it is. */

import { shorten } from "../../config/errors.ts";
import {
  type Field,
  readFields,
  readVarints,
} from "../../data/protobuf/read_fields.ts";

/** What is done with a field. */
export type Take = (value: Field["value"], where: Where) => void;

/** A place in a file: what cannot be done with it, and the part of it that is read. */
export interface Where {
  readonly action: string;
  readonly part: string;
}

/** Items in a list at most: axes, sizes and the like. */
const MOST_ITEMS = 64;

/** What is wrong with a part of a file. */
export function wrong(
  { action, part }: Where,
  expected: string,
  received: string,
): TypeError {
  return new TypeError(
    `Cannot ${action}: expected ${part} to have ${expected}, received ${
      shorten(received)
    }`,
  );
}

/** Reads the fields of a message that mean something here; `takes` has them by their numbers. */
export function readMessage(
  where: Where,
  bytes: Uint8Array,
  takes: Readonly<Record<number, Take>>,
): void {
  const fields = readFields(bytes);
  while (true) {
    let field: IteratorResult<Field>;
    try {
      field = fields.next();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw wrong(where, "whole fields", error.message);
    }
    if (field.done) return;
    takes[field.value.number]?.(field.value.value, where);
  }
}

/** A field that is bytes. */
export function bytes(set: (bytes: Uint8Array, where: Where) => void): Take {
  return (value, where) => {
    if (typeof value === "number") throw wrong(where, "bytes", `${value}`);
    set(value, where);
  };
}

/** A field that is text. */
export function text(set: (text: string) => void): Take {
  return bytes((value, where) => {
    try {
      set(new TextDecoder("utf-8", { fatal: true }).decode(value));
    } catch {
      throw wrong(where, "text in UTF-8", "other bytes");
    }
  });
}

/** A field that is a whole number. */
export function whole(set: (value: number) => void): Take {
  return (value, where) => {
    if (typeof value !== "number") {
      throw wrong(where, "a whole number", `${value.length} bytes`);
    }
    set(value);
  };
}

/** A field that is a list of whole numbers, one by one or together. */
export function wholes(list: number[]): Take {
  return (value, where) => {
    const items = typeof value === "number" ? [value] : packed(value, where);
    if (list.push(...items) > MOST_ITEMS) {
      throw wrong(where, `at most ${MOST_ITEMS} numbers in a list`, "more");
    }
  };
}

function packed(value: Uint8Array, where: Where): number[] {
  // Each takes a byte at least.
  const list = value.subarray(0, 10 * MOST_ITEMS);
  try {
    return readVarints(list);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw wrong(where, "whole numbers", error.message);
  }
}

/** A field that is numbers of 32 bits, one by one or together. */
export function floats(set: (values: number[]) => void): Take {
  return bytes((value, where) => {
    if (value.length % 4 !== 0 || value.length > 4 * MOST_ITEMS) {
      throw wrong(where, "a few numbers of 4 bytes", `${value.length} bytes`);
    }
    const view = new DataView(value.buffer, value.byteOffset, value.length);
    const count = value.length / 4;
    set(Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true)));
  });
}

/** A field that would mean what is not read here. */
export function refused(what: string): Take {
  return (_, where) => {
    throw wrong(where, `no ${what}, which is not read here`, `${what}`);
  };
}
