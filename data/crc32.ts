/** The checksum of PNG and gzip (ISO 3309, polynomial 0xedb88320 reflected). */

/** The CRC-32 of the bytes, as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}
