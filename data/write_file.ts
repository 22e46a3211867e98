/** Writes a file whole or not at all. */

/**
 * Writes `bytes` beside `path` and renames when all are there, so that nobody
 * ever finds half a file. Needs Deno and write permission for the folder.
 */
export async function writeFile(
  path: string | URL,
  bytes: Uint8Array,
): Promise<void> {
  if (typeof Deno === "undefined") {
    throw new TypeError(
      `Cannot write ${path}: expected to run in Deno, received another runtime`,
    );
  }
  const target = path instanceof URL ? path.href : path;
  const part = `${target}.${crypto.randomUUID()}.part`;
  const beside = path instanceof URL ? new URL(part) : part;
  try {
    using file = await Deno.open(beside, { write: true, createNew: true });
    for (let done = 0; done < bytes.length;) {
      done += await file.write(bytes.subarray(done));
    }
    // Else the new name may outlive a power cut and the bytes may not.
    await file.sync();
    await Deno.rename(beside, path);
  } catch (error) {
    await Deno.remove(beside).catch(() => {});
    throw error;
  }
}
