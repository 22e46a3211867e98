/** Writes until all is written: a file may take less at a time. */

import type { OpenFile } from "./file_system.ts";

/** Writes all bytes where the file stands. */
export async function writeAll(
  file: OpenFile,
  bytes: Uint8Array,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += await file.write(bytes.subarray(done));
  }
}
