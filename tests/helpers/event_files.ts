/** Reads what TensorBoard reads: records of messages of Protocol Buffers. */

/** A value under a tag, as the fixtures of Keras have it. */
export type Row = [
  tag: string,
  plugin: string,
  dataClass: number,
  step: number,
  dtype: number,
  shape: number[],
  values: unknown,
];

/** The fields of a message: numbers, or bytes. */
type Fields = Map<number, (number | Uint8Array)[]>;

/** All rows of the event files in a folder. */
export async function readEvents(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name } of Deno.readDirSync(folder)) {
    const bytes = await Deno.readFile(`${folder}/${name}`);
    const [head, ...events] = recordsOf(bytes).map(fieldsOf);
    if (textOf(head, 3) !== "brain.Event:2") throw new Error("no version");
    rows.push(...events.map(rowOf));
  }
  return rows;
}

function recordsOf(bytes: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length;) {
    const length = Number(view.getBigUint64(at, true));
    const end = at + 12 + length;
    checkSum(bytes.subarray(at, at + 8), view.getUint32(at + 8, true));
    checkSum(bytes.subarray(at + 12, end), view.getUint32(end, true));
    records.push(bytes.subarray(at + 12, end));
    at = end + 4;
  }
  return records;
}

/** By its definition: a division of polynomials, bit by bit (Castagnoli, 0x1edc6f41 reflected). */
function checkSum(bytes: Uint8Array, expected: number): void {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      rest = rest & 1 ? rest >>> 1 ^ 0x82f63b78 : rest >>> 1;
    }
  }
  const sum = ~rest >>> 0;
  const masked = ((sum >>> 15 | sum << 17) + 0xa282ead8) >>> 0;
  if (masked !== expected) throw new Error("a sum that is wrong");
}

function rowOf(event: Fields): Row {
  const value = messageOf(messageOf(event, 5), 1);
  const metadata = messageOf(value, 9), tensor = messageOf(value, 8);
  const dtype = numberOf(tensor, 1);
  const shape = (messageOf(tensor, 2).get(2) ?? [])
    .map((size) => numberOf(fieldsOf(size as Uint8Array), 1));
  return [
    textOf(value, 1),
    textOf(messageOf(metadata, 1), 1),
    numberOf(metadata, 4),
    numberOf(event, 2),
    dtype,
    shape,
    valuesOf(tensor, dtype, shape),
  ];
}

function valuesOf(tensor: Fields, dtype: number, shape: number[]): unknown {
  if (dtype === 7) {
    const [width, height, ...files] = tensor.get(8) as Uint8Array[];
    const decoder = new TextDecoder();
    return [
      decoder.decode(width),
      decoder.decode(height),
      ...files.map((file) => [...file.subarray(0, 4)]),
    ];
  }
  const bytes = (tensor.get(4)![0] as Uint8Array).slice().buffer;
  const data = [
    ...dtype === 1 ? new Float32Array(bytes) : new Float64Array(bytes),
  ];
  if (shape.length === 0) return data[0];
  const [rows, columns] = shape;
  return Array.from(
    { length: rows },
    (_, i) => data.slice(i * columns, (i + 1) * columns),
  );
}

function fieldsOf(bytes: Uint8Array): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const varint = () => {
    let value = 0, factor = 1;
    for (;; factor *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint(), field = Math.floor(key / 8), kind = key % 8;
    let value: number | Uint8Array;
    if (kind === 0) value = varint();
    else {
      const length = kind === 2 ? varint() : kind === 1 ? 8 : 4;
      value = bytes.subarray(at, at += length);
    }
    fields.set(field, [...fields.get(field) ?? [], value]);
  }
  return fields;
}

function messageOf(fields: Fields, field: number): Fields {
  return fieldsOf((fields.get(field)?.[0] ?? new Uint8Array()) as Uint8Array);
}

function numberOf(fields: Fields, field: number): number {
  return Number(fields.get(field)?.[0] ?? 0);
}

function textOf(fields: Fields, field: number): string {
  return new TextDecoder().decode(fields.get(field)?.[0] as Uint8Array);
}
