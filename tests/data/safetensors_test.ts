import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeSafetensors,
  encodeSafetensors,
  type ShapedArray,
} from "@decograd/decograd/data";
import { integersBelow } from "../helpers/random.ts";

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

Deno.test("tensors without values lie anywhere between others, in any order of the header", () => {
  const one = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const none = { dtype: "F32", shape: [0], data_offsets: [0, 0] };
  const last = { ...none, data_offsets: [4, 4] };
  for (const names of ["one none last", "last none one", "none one last"]) {
    const all: Record<string, unknown> = { one, none, last };
    const header = Object.fromEntries(
      names.split(" ").map((name) => [name, all[name]]),
    );
    const { tensors } = decodeSafetensors(file(header, 4));
    assertEquals(tensors.one.shape, [1], names);
    assertEquals(tensors.none.data.length + tensors.last.data.length, 0);
  }
});

Deno.test("values start at a multiple of 8, however long the header is", () => {
  for (let length = 1; length <= 16; length++) {
    const name = "n".repeat(length);
    const data = Float32Array.of(length);
    const bytes = encodeSafetensors({
      [name]: { shape: [1], data },
      b: { shape: [], data },
    });
    const header = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    assertEquals([header % 8, bytes.length], [0, 8 + header + 8]);
    assertEquals(decodeSafetensors(bytes).tensors[name].data, data);
  }
});

Deno.test("any name and any bits come back, in the order of the names", () => {
  const next = integersBelow(7);
  const letters = [
    "a",
    "0",
    '"',
    "\\",
    "\n",
    "\0",
    "é",
    "😀",
    "_",
    "{",
    "\u2028",
  ];
  for (let round = 0; round < 200; round++) {
    const text = () =>
      Array.from({ length: next(6) }, () => letters[next(letters.length)])
        .join("");
    const tensors = Object.fromEntries(
      Array.from({ length: next(5) }, () => {
        const shape = Array.from({ length: next(4) }, () => next(4));
        const bits = Uint32Array.from(
          { length: shape.reduce((a, b) => a * b, 1) },
          () => next(2 ** 32),
        );
        return [text(), { shape, data: new Float32Array(bits.buffer) }];
      }),
    );
    const metadata = Object.fromEntries(
      Array.from({ length: next(3) }, () => [text(), text()]),
    );
    const read = decodeSafetensors(encodeSafetensors(tensors, metadata));
    assertEquals(read.metadata, metadata);
    assertEquals(
      Object.entries(read.tensors).map(bitsOf).sort(),
      Object.entries(tensors).map(bitsOf).sort(),
    );
  }

  function bitsOf([name, { shape, data }]: [string, ShapedArray]): string {
    const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
    return JSON.stringify([name, shape, [...bits]]);
  }
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
  const good = { shape: [3], data };
  const wrong: [unknown, unknown, string][] = [
    [new Map([["a", good]]), {}, "an object with tensors by name"],
    [[good], {}, "an object with tensors by name"],
    [Promise.resolve({ a: good }), {}, "an object with tensors by name"],
    [{ a: data }, {}, 'the shape of "a" to be a list of sizes'],
    [{ a: null }, {}, 'the shape of "a" to be a list of sizes'],
    [{ a: { ...good, shape: [1.5, 2] } }, {}, "list of sizes"],
    [{ a: { ...good, shape: [, 3] } }, {}, "list of sizes"],
    [{ a: { ...good, shape: [2 ** 30, 2 ** 30, 0] } }, {}, "list of sizes"],
    [{ a: { ...good, data: new Float64Array(3) } }, {}, "from rounds it"],
    [{ a: { ...good, data: new Int32Array(3) } }, {}, "from rounds it"],
    [{ a: { ...good, data: [1, 2, 3] } }, {}, "as Float32Array"],
    [{ a: { ...good, data: "123" } }, {}, "as Float32Array"],
    [{ a: { ...good, data: Promise.resolve(data) } }, {}, "as Float32Array"],
    [{ "\ud800": good }, {}, "without half surrogate pairs"],
    [{}, { steps: 3 }, 'expected metadata of strings, received 3 for "steps"'],
    [{}, { steps: null }, "expected metadata of strings"],
    [{}, { "\udc00": "" }, "without half surrogate pairs"],
    [{}, { a: "\udc00" }, "without half surrogate pairs"],
    [{}, new Map(), "metadata as strings by name"],
    [{}, null, "metadata as strings by name"],
  ];
  for (const [tensors, metadata, message] of wrong) {
    assertThrows(
      () => encodeSafetensors(tensors as never, metadata as never),
      Error,
      message,
    );
  }
});

Deno.test("decodeSafetensors trusts no header", () => {
  const row = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const wrong: [Uint8Array, string][] = [
    [new Uint8Array(7), "expected 8 bytes or more, received 7"],
    [new Uint8Array(8).fill(255), "expected a header of"],
    [file("{"), "expected a header in strict JSON"],
    [file([]), "expected an object"],
    [file({ __metadata__: { a: 1 } }), "expected __metadata__ to hold strings"],
    [file({ a: null }), 'expected a row for "a", received null'],
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

Deno.test("of a larger array only the part that is given is written", () => {
  const all = Float32Array.of(1, 2, 3, 4, 5);
  const tensors = {
    a: { shape: [2], data: all.subarray(1, 3) },
    b: { shape: [1], data: all.subarray(4) },
  };
  const read = decodeSafetensors(encodeSafetensors(tensors)).tensors;
  assertEquals([...read.a.data], [2, 3]);
  assertEquals([...read.b.data], [5]);
});

Deno.test("what is nearly a tensor's data is told how to become it", () => {
  const data = new Float32Array(2), shape = [2];
  const tensor = { shape, data: () => Promise.resolve(data) };
  const nearly: [unknown, string][] = [
    [tensor, "(await tensor.data() gives it)"],
    [{ shape, value: tensor }, "(await variable.value.data() gives it)"],
    [{ shape, data: tensor.data() }, "(await it)"],
    [{ shape, data: new Float64Array(2) }, "(Float32Array.from rounds it)"],
  ];
  for (const [value, hint] of nearly) {
    const error = assertThrows(
      () => encodeSafetensors({ w: value as ShapedArray }),
      TypeError,
      'Cannot encode safetensors: expected the data of "w" as Float32Array',
    );
    assertEquals(error.message.endsWith(hint), true, error.message);
  }
});
