/** Files that other writers could have made, and what the reference reader says of each. */

import { assertEquals, assertThrows } from "@std/assert";
import { decodeSafetensors, encodeSafetensors } from "@decograd/decograd/data";
import { loadFixture } from "../helpers/fixtures.ts";

interface Case {
  readonly name: string;
  /** Base64. */
  readonly header: string;
  /** How many bytes of values follow. */
  readonly values: number;
  /** What the file says of the header's length, where that is not true. */
  readonly length?: string;
  readonly refused?: string;
  readonly tensors?: Record<string, { shape: number[]; bytes: number[] }>;
}

/** What the reference takes and the format forbids, or what no number of ours can hold. */
const STRICTER = [
  "a name twice, the same place",
  "a key of the metadata twice",
  "a field that nobody reads, twice",
  "a size beyond 2^53, and 0",
  "a row a list",
];

function fileOf({ header, values, length }: Case): Uint8Array {
  const text = Uint8Array.fromBase64(header);
  const file = new Uint8Array(8 + text.length + values);
  new DataView(file.buffer)
    .setBigUint64(0, BigInt(length ?? text.length), true);
  file.set(text, 8);
  for (let i = 0; i < values; i++) file[8 + text.length + i] = i % 251;
  return file;
}

const { cases, written } = loadFixture<{ cases: Case[]; written: string }>(
  "safetensors/hostile.json",
);

for (const row of cases) {
  const refused = row.refused !== undefined || STRICTER.includes(row.name);
  Deno.test(`decodeSafetensors ${refused ? "refuses" : "reads"} a file with ${row.name}`, () => {
    const file = fileOf(row);
    if (refused) {
      const error = assertThrows(() => decodeSafetensors(file), TypeError);
      assertEquals(
        error.message.startsWith("Cannot decode safetensors: "),
        true,
      );
      assertEquals(error.message.length < 400, true);
      return;
    }
    const read = Object.entries(decodeSafetensors(file).tensors)
      .map(([name, { shape, data }]) => [
        name,
        { shape: [...shape], bytes: [...new Uint8Array(data.buffer)] },
      ]);
    // As lists: a tensor may be called "constructor".
    assertEquals(read.sort(), Object.entries(row.tensors ?? {}).sort());
  });
}

Deno.test("encodeSafetensors writes the bytes that the reference reads rightly", () => {
  const file = encodeSafetensors({
    "dec/kernel": { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    "0": { shape: [], data: Float32Array.of(-0.5) },
    empty: { shape: [0, 4], data: new Float32Array(0) },
    '\u03b1 "quoted"\n': { shape: [1], data: Float32Array.of(NaN) },
  }, { format: "decograd", "\u00fc": "\u{1f600}" });
  assertEquals(file.toBase64(), written);
});

Deno.test("no header makes an error longer than a line or two", () => {
  const long = "n".repeat(1e6);
  const row = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const headers: unknown[] = [
    long,
    new Array(1e5).fill(long.slice(0, 9)),
    { [long]: null },
    { [long]: { ...row, dtype: long } },
    { a: { ...row, dtype: { [long]: long } } },
    { a: { ...row, shape: new Array(1e5).fill(1.5) } },
    { a: { ...row, shape: new Array(1e5).fill(9) } },
    { [long]: { ...row, shape: [2] } },
    { [long]: { ...row, data_offsets: new Array(1e5).fill(4) } },
    { [long]: row, b: { ...row, data_offsets: [8, 12] } },
    { __metadata__: { [long]: 1 } },
    { __metadata__: { a: new Array(1e5).fill(1) } },
    { __metadata__: long },
  ];
  const texts = [
    ...headers.map((header) => JSON.stringify(header)),
    `{"${long}":1,"${long}":2}`,
    `{"a":"${long}\\ud800"}`,
    `{"a":"${long}\\x"}`,
    `{"a":${"9".repeat(1e6)}}`,
    `{"a":1e${"9".repeat(1e6)}}`,
    `{"a" ${long}`,
    "[".repeat(1e6),
    '{"a":'.repeat(1e5),
    '"'.repeat(1e6),
    "\\".repeat(1e6),
  ];
  for (const text of texts) {
    const header = new TextEncoder().encode(text).toBase64();
    const error = assertThrows(
      () => decodeSafetensors(fileOf({ name: "", header, values: 4 })),
      TypeError,
      "Cannot decode safetensors: ",
    );
    assertEquals(error.message.length < 500, true, error.message.slice(0, 200));
  }
});

Deno.test("what the reference is less strict about is still in the table", () => {
  const lax = cases.filter((row) =>
    row.refused === undefined && STRICTER.includes(row.name)
  );
  assertEquals(lax.length, STRICTER.length);
});
