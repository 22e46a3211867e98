/** A folder for a test. */

/** Runs something with a folder of its own, which is gone afterwards; what that gives. */
export async function inFolder<T>(
  run: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
