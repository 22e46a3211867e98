/** Files, batches and pictures. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const data: readonly Fault[] = [
  {
    file: "data/write_file.ts",
    text: "new Uint8Array(bytesOf(action, bytes))",
    replacement: "bytesOf(action, bytes)",
    why: "bytes that change meanwhile are written half changed",
    tests: [
      "tests/data/write_file_test.ts",
      "tests/data/write_file_places_test.ts",
    ],
  },
  {
    file: "data/idx.ts",
    text: "low < high; low++, high--",
    replacement: "low < high; low += 2, high -= 2",
    why: "only the outer bytes of a number are turned",
    tests: ["tests/data/idx_test.ts"],
  },
  {
    file: "data/safetensors_header.ts",
    text:
      "if (begin !== at) refuse(`${quote(name)} to begin at ${at}`, begin);",
    replacement: "",
    why: "holes between tensors are accepted",
    tests: ["tests/data/safetensors_test.ts"],
  },
  {
    file: "data/safetensors_header.ts",
    text: "if (at !== length) refuse(`${at} bytes of values`, length);",
    replacement: "",
    why: "bytes behind the tensors are accepted",
    tests: ["tests/data/safetensors_test.ts"],
  },
  {
    file: "data/safetensors.ts",
    text: "new Uint8Array(data.buffer, data.byteOffset, data.byteLength)",
    replacement: "new Uint8Array(data.buffer, 0, data.byteLength)",
    why: "parts of an array are written from its start",
    tests: ["tests/data/safetensors_test.ts"],
  },
  {
    file: "data/idx_dataset.ts",
    text: "if (images.shape[0] !== labels.shape[0]) {",
    replacement: "if (images.shape[0] > labels.shape[0]) {",
    why: "more labels than images are accepted",
    tests: ["tests/data/idx_test.ts"],
  },
  {
    file: "data/idx_dataset.ts",
    text: "if (images.shape[0] !== labels.shape[0]) {",
    replacement: "if (images.shape[0] < labels.shape[0]) {",
    why: "fewer labels than images are accepted",
    tests: ["tests/data/idx_test.ts"],
  },
  {
    file: "data/batches.ts",
    text: "order.length - order.length % batchSize",
    replacement: "order.length",
    why: "a last batch that is not full is not dropped",
    tests: ["tests/data/batches_test.ts"],
  },
  {
    file: "data/batches.ts",
    text: "Math.floor(next() * (i + 1))",
    replacement: "Math.floor(next() * i)",
    why: "no item stays in its place",
    tests: ["tests/data/batches_test.ts"],
  },
  {
    file: "data/batches.ts",
    text: "index < count",
    replacement: "index <= count",
    why: "a row behind the last is taken",
    tests: ["tests/data/batches_test.ts"],
  },
  {
    file: "data/png.ts",
    text: "crc32(bytes.subarray(4, -4))",
    replacement: "crc32(bytes.subarray(8, -4))",
    why: "checksums leave out the chunk's name",
    tests: ["tests/data/png_test.ts"],
  },
  {
    file: "data/png.ts",
    text: "y * (row + 1) + 1",
    replacement: "y * (row + 1)",
    why: "lines of pixels have no filter byte",
    tests: ["tests/data/png_test.ts"],
  },
  {
    file: "data/image_grid.ts",
    text: "gap + (image % columns) * (width + gap)",
    replacement: "(image % columns) * (width + gap)",
    why: "images begin in the gap",
    tests: ["tests/data/png_test.ts"],
  },
  {
    file: "data/safetensors_encoding.ts",
    text: "Math.ceil(json.length / 8) * 8",
    replacement: "Math.ceil(json.length / 4) * 4",
    why: "values begin at no multiple of 8",
    tests: ["tests/data/safetensors_test.ts"],
  },
];
