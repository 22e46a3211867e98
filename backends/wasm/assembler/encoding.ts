/** Bytes of the WebAssembly binary format: integers, floats, names, vectors, sections. */

/** A run of bytes, as plain numbers. */
export type Bytes = readonly number[];

/** An unsigned LEB128 integer. */
export function unsigned(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

/** A signed LEB128 integer of 32 bits; a number above 2 ** 31 wraps. */
export function signed(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const last = rest === (low & 0x40 ? -1 : 0);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
}

/** The four bytes of a float. */
export function float32(value: number): Bytes {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

/** The eight bytes of a float. */
export function float64(value: number): Bytes {
  return [...new Uint8Array(Float64Array.of(value).buffer)];
}

/** The four bytes of an integer, signed or not. */
export function int32(value: number): Bytes {
  return [...new Uint8Array(Int32Array.of(value).buffer)];
}

/** A string with its length. */
export function text(value: string): Bytes {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

/** Items with their count. */
export function vector(items: readonly Bytes[]): Bytes {
  return [...unsigned(items.length), ...items.flat()];
}

/** A section of a module, left out when it has no items. */
export function section(id: number, items: readonly Bytes[]): Bytes {
  if (items.length === 0) return [];
  const body = vector(items);
  return [id, ...unsigned(body.length), ...body];
}
