/** Names the file that is no whole one of safetensors. */

/**
 * What `decode` gives; what it refuses is told as what cannot be done with the file.
 *
 * @throws {TypeError} if it refuses the bytes.
 */
export function fromFile<T>(action: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new TypeError(
      `Cannot ${action}: expected a whole file of safetensors, received what is refused: ${cause.message}`,
      { cause },
    );
  }
}
