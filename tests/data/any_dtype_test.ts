/** Safetensors of every element type that PyTorch writes. */

import { assertEquals, assertThrows } from "@std/assert";
import { decodeSafetensors, encodeSafetensors } from "@decograd/decograd/data";
import { decodeAnySafetensors } from "../../data/safetensors/any_dtype.ts";
import { loadFixture } from "../helpers/fixtures.ts";

const url = new URL("../fixtures/saving/dtypes.safetensors", import.meta.url);
const values = loadFixture<Record<string, number[]>>("saving/dtypes.json");

Deno.test("numbers of every type are those that PyTorch wrote", async () => {
  const { tensors } = decodeAnySafetensors(await Deno.readFile(url));
  const read = Object.entries(tensors)
    .map(([name, { data }]) => [name, [...data]] as const);
  assertEquals(Object.fromEntries(read), values);
});

Deno.test("float32 alone is read to the same tensors by both readers", () => {
  const tensors = { a: { shape: [2, 1], data: new Float32Array([1, -0]) } };
  const file = encodeSafetensors(tensors, { by: "us" });
  assertEquals(decodeAnySafetensors(file), decodeSafetensors(file));
});

Deno.test("a type that nobody knows is refused with those that are known", () => {
  const header = new TextEncoder().encode(
    '{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}'.padEnd(64),
  );
  const file = new Uint8Array(8 + 64 + 1);
  file[0] = 64;
  file.set(header, 8);
  assertThrows(
    () => decodeAnySafetensors(file),
    TypeError,
    'expected "a" to be F32, F64, F16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL, BF16, received "F8_E4M3"',
  );
});
