/** NumPy's files of one array: the bytes that NumPy writes, and nothing that does not fit exactly. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as data from "@decograd/decograd/data";
import { loadFixture } from "../helpers/fixtures.ts";
import { integersBelow } from "../helpers/random.ts";

const { decodeNpy, encodeNpy } = data;

interface Case {
  readonly dtype: string;
  readonly fortran: boolean;
  readonly own: boolean;
  readonly shape: number[];
  readonly values: (number | string)[];
  readonly file: string;
}

const { cases, refused } = loadFixture<
  { cases: Record<string, Case>; refused: Record<string, string> }
>("npy/npy.json");

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function number(value: number | string): number {
  return Number(`${value}`.replace("inf", "Infinity"));
}

for (const [name, one] of Object.entries(cases)) {
  Deno.test(`what NumPy writes is read: ${name}`, () => {
    const { shape, data } = decodeNpy(bytes(one.file));
    assertEquals(shape, one.shape);
    assertEquals([...data], one.values.map(number));
  });
}

for (const [name, one] of Object.entries(cases)) {
  if (!one.own) continue;
  Deno.test(`the bytes are those of NumPy: ${name}`, () => {
    const file = bytes(one.file);
    const dtype = one.dtype as data.NpyDtype;
    const options = { dtype, fortranOrder: one.fortran };
    const exact = Float64Array.from(one.values.map(number));
    const { shape } = one;
    assertEquals(encodeNpy({ shape, data: exact }, options), file);
    const own = decodeNpy(file);
    const widened = ["float16", "int64", "uint64", "bool"].includes(dtype);
    const kept = widened ? options : { fortranOrder: one.fortran };
    assertEquals(encodeNpy(own, kept), file);
  });
}

for (const [name, file] of Object.entries(refused)) {
  Deno.test(`what is no array of numbers that fit is refused: ${name}`, () => {
    const error = assertThrows(
      () => decodeNpy(bytes(file)),
      Error,
      "Cannot decode npy: expected",
    );
    assert(error instanceof TypeError || error instanceof RangeError);
  });
}

Deno.test("every float16 there is comes back with its bits", () => {
  const file = encodeNpy({ shape: [65536], data: new Uint16Array(65536) });
  const { length } = file;
  const halves = new Uint16Array(65536).map((_, i) => i);
  file.set(new Uint8Array(halves.buffer), length - 2 * 65536);
  const header = new TextDecoder("latin1").decode(file).indexOf("<u2");
  file.set(new TextEncoder().encode("<f2"), header);
  const read = decodeNpy(file);
  const back = encodeNpy(read, { dtype: "float16" });
  const written = new Uint16Array(back.slice(length - 2 * 65536).buffer);
  for (let i = 0; i < 65536; i++) {
    const isNaN = (i & 0x7c00) === 0x7c00 && (i & 0x3ff) !== 0;
    assertEquals(written[i], isNaN ? 0x7e00 : i);
  }
});

Deno.test("a value that the dtype does not hold exactly is refused, with its place", () => {
  const wrong: [data.NpyDtype, number[]][] = [
    ["float32", [0.1, 1e39, 2 ** 24 + 1]],
    ["float16", [0.1, 65520, 2049, 2 ** -25]],
    ["int64", [0.5, 2 ** 53, -(2 ** 53), NaN, Infinity, -0]],
    ["uint64", [-1, 2 ** 53]],
    ["int32", [2 ** 31, NaN, -0]],
    ["int8", [128, -129, 0.5]],
    ["uint8", [256, -1]],
    ["bool", [2, -1, 0.5, NaN]],
  ];
  for (const [dtype, values] of wrong) {
    for (const value of values) {
      const array = { shape: [2], data: Float64Array.of(1, value) };
      assertThrows(
        () => encodeNpy(array, { dtype }),
        RangeError,
        `values that ${dtype} holds exactly, received ${
          Object.is(value, -0) ? "-0" : value
        } at 1`,
      );
    }
  }
});

Deno.test("arrays that do not fit their shape are refused", () => {
  const floats = new Float32Array(4);
  assertThrows(() => encodeNpy({ shape: [3], data: floats }), RangeError);
  assertThrows(() => encodeNpy({ shape: [-4], data: floats }), TypeError);
  const shape = [...Array(65).fill(1), 4];
  assertThrows(() => encodeNpy({ shape, data: floats }), RangeError);
});

/** A file of version 1.0 with this dictionary and these values. */
function fileOf(dictionary: string, values = new Uint8Array(8)): Uint8Array {
  const text = new TextEncoder().encode(dictionary);
  const file = new Uint8Array(10 + text.length + values.length);
  file.set([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    text.length & 255,
    text.length >> 8,
  ]);
  file.set(text, 10);
  file.set(values, 10 + text.length);
  return file;
}

Deno.test("headers are read as Python reads them, and no others", () => {
  const right = [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n",
    "{'shape': (2L,), 'fortran_order': True, 'descr': '=f4'}",
    '{"descr":"<f8","fortran_order":False,"shape":()}',
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 4)}",
  ];
  for (const header of right) decodeNpy(fileOf(header));
  const wrong = [
    "",
    "{}",
    "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 'y'}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': 'True', 'shape': (2,)} x",
    "{'descr': '|f4', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f3', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': 'O', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296)}",
    `{'descr': '<f4', 'fortran_order': False, 'shape': (${"9".repeat(400)},)}`,
    `{'descr': '<f4', 'fortran_order': False, 'shape': (${"1, ".repeat(65)}2)}`,
  ];
  for (const header of wrong) {
    const error = assertThrows(
      () => decodeNpy(fileOf(header)),
      Error,
      "Cannot decode npy: ",
    );
    assert(error instanceof TypeError || error instanceof RangeError);
    assert(error.message.length < 500, error.message);
  }
});

Deno.test("damaged files are refused in words, whatever is damaged", () => {
  const next = integersBelow(5);
  const file = encodeNpy({
    shape: [2, 3],
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
  });
  for (let end = 0; end < file.length; end++) {
    assertThrows(
      () => decodeNpy(file.subarray(0, end)),
      Error,
      "Cannot decode npy: ",
    );
  }
  for (let trial = 0; trial < 5000; trial++) {
    const damaged = file.slice();
    for (let i = next(4); i >= 0; i--) damaged[next(128)] = next(256);
    try {
      const { shape, data } = decodeNpy(damaged);
      assertEquals(data.length, shape.reduce((n, size) => n * size, 1));
    } catch (error) {
      assert(error instanceof Error);
      assert(/^Cannot decode npy: /.test(error.message), `${error}`);
    }
  }
});
