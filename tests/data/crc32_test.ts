/** Checksums beside zlib's, and those of the catalogue of parametrised CRC algorithms. */

import { assertEquals } from "@std/assert";
import { crc32 as zlibCrc32 } from "node:zlib";
import { crc32, crc32c } from "../../data/crc32.ts";
import { integersBelow } from "../helpers/random.ts";

Deno.test("the CRC-32 of bytes of every length and place is that of zlib", () => {
  const random = integersBelow(7);
  const all = Uint8Array.from({ length: 300 }, () => random(256));
  for (let length = 0; length <= 70; length++) {
    for (const from of [0, 1, 5, 200]) {
      const bytes = all.subarray(from, from + length);
      assertEquals(crc32(bytes), zlibCrc32(bytes));
    }
  }
  const long = Uint8Array.from({ length: 1e5 }, () => random(256));
  assertEquals(crc32(long), zlibCrc32(long));
});

Deno.test("the CRC-32C of the catalogue's text, of zeros and of ones is the known one", () => {
  assertEquals(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
  // RFC 3720, B.4.
  assertEquals(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assertEquals(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assertEquals(
    crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)),
    0x46dd794e,
  );
});
