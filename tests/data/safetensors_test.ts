import { assertEquals, assertThrows } from "@std/assert";
import { decodeSafetensors, encodeSafetensors } from "@decograd/decograd/data";

function file(header: unknown, values = 0): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + values);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

Deno.test("tensors and metadata come back as they went into a file", () => {
  const tensors = {
    "dec/kernel": { shape: [2, 3], data: new Float32Array([1, 2, 3, 4, 5, 6]) },
    scalar: { shape: [], data: new Float32Array([-0.5]) },
    empty: { shape: [0, 4], data: new Float32Array(0) },
    "__proto__x": { shape: [1], data: new Float32Array([NaN]) },
  };
  const metadata = { format: "decograd" };
  const bytes = encodeSafetensors(tensors, metadata);
  assertEquals(decodeSafetensors(bytes), { tensors, metadata });
  const larger = new Uint8Array(bytes.length + 3);
  larger.set(bytes, 3);
  assertEquals(decodeSafetensors(larger.subarray(3)).tensors, tensors);
});

Deno.test("a file is laid out as the format says", () => {
  const bytes = encodeSafetensors({
    a: { shape: [1], data: new Float32Array([1]) },
  });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assertEquals(length % 8, 0);
  assertEquals(
    JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))),
    { a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } },
  );
  assertEquals([...bytes.subarray(8 + length)], [0, 0, 0x80, 0x3f]);
});

Deno.test("encodeSafetensors refuses what would not come back", () => {
  const data = new Float32Array(3);
  assertThrows(
    () => encodeSafetensors({ a: { shape: [2], data } }),
    RangeError,
    'expected 2 values for "a", received 3',
  );
  assertThrows(
    () => encodeSafetensors({ __metadata__: { shape: [3], data } }),
    RangeError,
    "expected a name of a tensor",
  );
});

Deno.test("decodeSafetensors trusts no header", () => {
  const row = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const wrong: [Uint8Array, string][] = [
    [new Uint8Array(7), "expected 8 bytes or more, received 7"],
    [new Uint8Array(8).fill(255), "expected a header of"],
    [file("{"), "expected a header in JSON"],
    [file([]), "expected an object"],
    [file({ __metadata__: { a: 1 } }), "expected __metadata__ to hold strings"],
    [file({ a: null }), 'expected a row for "a"'],
    [file({ a: { ...row, dtype: "F16" } }, 4), 'expected "a" to be F32'],
    [file({ a: { ...row, shape: [-1] } }, 4), 'expected a shape for "a"'],
    [file({ a: { ...row, data_offsets: [0] } }, 4), "expected two offsets"],
    [file({ a: { ...row, shape: [2] } }, 4), 'expected 8 bytes for "a"'],
    [file({ a: row }, 3), "expected 4 bytes of values, received 3"],
    [file({ a: row }, 5), "expected 4 bytes of values, received 5"],
    [file({ a: row, b: row }, 8), 'expected "b" to begin at 4, received 0'],
  ];
  for (const [bytes, message] of wrong) {
    assertThrows(() => decodeSafetensors(bytes), TypeError, message);
  }
});
