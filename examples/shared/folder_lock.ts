/** A folder that one run at a time writes to. */

/**
 * Takes a folder for this process; null if another has it. It is free again when what is returned is disposed, and when
 * the process ends, however that comes. Where folders cannot be locked, as on Windows, nobody is kept away.
 */
export async function lockFolder(folder: string): Promise<Disposable | null> {
  let opened: Deno.FsFile | null = null;
  try {
    opened = await Deno.open(folder);
    const isOurs = await opened.tryLock(true);
    if (isOurs) return opened;
    opened.close();
    return null;
  } catch {
    opened?.close();
    return { [Symbol.dispose]() {} };
  }
}
