/** Checksums of files: of PNG, zip and gzip, and of TensorFlow's records. */

/** What a byte does to a sum of a polynomial, given reflected. */
function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    }
    return crc;
  });
}

/** ISO 3309, and Castagnoli. */
const ISO = tableOf(0xedb88320), CASTAGNOLI = tableOf(0x82f63b78);

/** The CRC-32 of the bytes, as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  return sumOf(bytes, ISO);
}

/** The CRC-32C of the bytes, as an unsigned number. */
export function crc32c(bytes: Uint8Array): number {
  return sumOf(bytes, CASTAGNOLI);
}

function sumOf(bytes: Uint8Array, table: Uint32Array): number {
  let crc = ~0;
  for (let i = 0; i < bytes.length; i++) {
    crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}
