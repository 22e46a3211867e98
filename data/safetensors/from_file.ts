/** Names the file that is no whole one of safetensors. */

import { otherKind } from "../files/describe_bytes.ts";

/**
 * What `decode` gives of a file; what it refuses is told as what cannot be done with the file, and what that is.
 *
 * @throws {TypeError} if it refuses the bytes.
 */
export function fromFile<T>(
  action: string,
  file: Uint8Array,
  decode: (file: Uint8Array) => T,
): T {
  try {
    return decode(file);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const received = otherKind(file) ?? `what is refused: ${cause.message}`;
    throw new TypeError(
      `Cannot ${action}: expected a whole file of safetensors, received ${received}`,
      { cause },
    );
  }
}
