/** What TensorBoard shows, as events: numbers, histograms, pictures and text under tags. */

import { Message } from "../protobuf/message.ts";

/** Numbers of types, as TensorFlow counts them. */
const DOUBLE = 2, FLOAT = 1, STRING = 7;
/** What is shown by which of TensorBoard's plugins, with the number of its kind. */
const PLUGINS = { scalars: 1, histograms: 2, text: 2, images: 3 };
/** Columns of a histogram. */
const BUCKETS = 30;

/** Something under a tag. */
export interface Entry {
  readonly tag: string;
  readonly step: number;
  readonly plugin: keyof typeof PLUGINS;
  /** A tensor, as TensorFlow writes it. */
  readonly tensor: Message;
}

/** The event that begins a file. */
export function versionEvent(seconds: number): Uint8Array {
  return new Message().double(1, seconds).bytes(3, "brain.Event:2").encode();
}

/** The event of an entry, at a time in seconds. */
export function entryEvent(
  { tag, step, plugin, tensor }: Entry,
  seconds: number,
): Uint8Array {
  const metadata = new Message()
    .bytes(1, new Message().bytes(1, plugin))
    .varint(4, PLUGINS[plugin]);
  const value = new Message().bytes(1, tag).bytes(8, tensor)
    .bytes(9, metadata);
  return new Message()
    .double(1, seconds)
    .varint(2, step)
    .bytes(5, new Message().bytes(1, value))
    .encode();
}

/** One number. */
export function scalarTensor(value: number): Message {
  return tensorOf(FLOAT, [], Float32Array.of(value));
}

/** Texts, or files. */
export function textTensor(texts: readonly (string | Uint8Array)[]): Message {
  const tensor = headOf(STRING, [texts.length]);
  for (const text of texts) tensor.bytes(8, text);
  return tensor;
}

/** How many values lie where: rows of a left edge, a right edge and a count, as TensorBoard computes them. */
export function histogramTensor(values: ArrayLike<number>): Message {
  let least = Infinity, most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  if (values.length === 0) least = most = 0;
  const width = (most - least) / BUCKETS;
  const counts = new Float64Array(BUCKETS);
  for (let i = 0; i < values.length; i++) {
    const at = width > 0 ? Math.floor((values[i] - least) / width) : BUCKETS;
    counts[Math.min(at, BUCKETS - 1)]++;
  }
  const rows = Float64Array.from({ length: 3 * BUCKETS }, (_, i) => {
    const at = Math.floor(i / 3), side = i % 3;
    if (side === 2) return counts[at];
    if (side === 1 && at === BUCKETS - 1) return most;
    return least + width * (at + side);
  });
  return tensorOf(DOUBLE, [BUCKETS, 3], rows);
}

function tensorOf(
  dtype: number,
  shape: readonly number[],
  data: Float32Array | Float64Array,
): Message {
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  const set = data instanceof Float32Array ? "setFloat32" : "setFloat64";
  data.forEach((one, i) => view[set](i * data.BYTES_PER_ELEMENT, one, true));
  return headOf(dtype, shape).bytes(4, bytes);
}

function headOf(dtype: number, shape: readonly number[]): Message {
  const sizes = new Message();
  for (const size of shape) sizes.bytes(2, new Message().varint(1, size));
  return new Message().varint(1, dtype).bytes(2, sizes);
}
