/** Damaged files. */

import { integersBelow } from "../helpers/random.ts";

/** Bytes changed, cut off, left out, doubled, made 0 or 255, or moved to another place. */
export function mutated(file: Uint8Array, seed: number): Uint8Array {
  const below = integersBelow(seed);
  const bytes = new Uint8Array(file);
  const at = below(bytes.length);
  const some = bytes.subarray(at, at + 1 + below(64));
  const without = [
    ...bytes.subarray(0, at),
    ...bytes.subarray(at + some.length),
  ];
  switch (below(8)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return Uint8Array.from(without);
    case 2:
      return Uint8Array.from([
        ...bytes.subarray(0, at),
        ...some,
        ...bytes.subarray(at),
      ]);
    case 3:
      some.fill(below(2) * 255);
      return bytes;
    case 4:
      bytes.copyWithin(below(bytes.length), at, at + some.length);
      return bytes;
    default:
      // A few single bytes: most of what can go wrong unseen.
      for (let i = 0; i <= below(4); i++) {
        bytes[below(bytes.length)] = below(256);
      }
      return bytes;
  }
}
