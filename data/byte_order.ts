/** The order of the bytes of a number, in files and in this machine. */

/** Whether this machine has the lowest byte first. */
export const IS_LITTLE_ENDIAN: boolean =
  new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns numbers of `size` bytes from the given order to that of this machine, or back, in place. */
export function turnBytes(
  bytes: Uint8Array,
  size: number,
  isLittleEndian: boolean,
): void {
  if (size === 1 || isLittleEndian === IS_LITTLE_ENDIAN) return;
  for (let at = 0; at < bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const byte = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = byte;
    }
  }
}
