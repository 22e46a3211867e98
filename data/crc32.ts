/** Checksums of files: of PNG, zip and gzip, and of TensorFlow's records. */

/**
 * What a byte does to a sum of a polynomial, given reflected: in the first table the last byte, in the second the one
 * before it and so on. So eight bytes are eight look-ups that do not wait for each other (Kounavis, Berry: Novel table
 * lookup-based algorithms for high-performance CRC generation, 2008).
 */
function tablesOf(polynomial: number): Uint32Array {
  const tables = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    }
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const crc = tables[i - 256];
    tables[i] = (crc >>> 8) ^ tables[crc & 0xff];
  }
  return tables;
}

/** ISO 3309, and Castagnoli. */
const ISO = tablesOf(0xedb88320), CASTAGNOLI = tablesOf(0x82f63b78);

/** The CRC-32 of the bytes, as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  return sumOf(bytes, ISO);
}

/** The CRC-32C of the bytes, as an unsigned number. */
export function crc32c(bytes: Uint8Array): number {
  return sumOf(bytes, CASTAGNOLI);
}

function sumOf(bytes: Uint8Array, tables: Uint32Array): number {
  let crc = ~0, i = 0;
  for (const last = bytes.length - 8; i <= last; i += 8) {
    const first = crc ^
      (bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16 | bytes[i + 3] << 24);
    crc = tables[1792 + (first & 0xff)] ^
      tables[1536 + ((first >>> 8) & 0xff)] ^
      tables[1280 + ((first >>> 16) & 0xff)] ^
      tables[1024 + (first >>> 24)] ^
      tables[768 + bytes[i + 4]] ^
      tables[512 + bytes[i + 5]] ^
      tables[256 + bytes[i + 6]] ^
      tables[bytes[i + 7]];
  }
  for (; i < bytes.length; i++) {
    crc = tables[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}
