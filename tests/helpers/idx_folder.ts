/** Folders with the four files of a set in MNIST's form. */

/** A folder that is there until it is disposed. */
export interface IdxFolder extends AsyncDisposable {
  /** Where it is. */
  readonly path: string;
}

/** Writes so many images to train and to test, with equal pixels, and labels. */
export async function writeIdxFolder(
  [train, test]: readonly [number, number],
  width = 28,
): Promise<IdxFolder> {
  const path = await Deno.makeTempDir();
  for (const [part, n] of [["train", train], ["t10k", test]] as const) {
    await write(`${path}/${part}-images-idx3-ubyte`, [n, 28, width]);
    await write(`${path}/${part}-labels-idx1-ubyte`, [n]);
  }
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function write(path: string, shape: number[]): Promise<void> {
  const values = shape.reduce((a, b) => a * b);
  const file = new Uint8Array(4 + 4 * shape.length + values).fill(200);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x0800 | shape.length);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  await Deno.writeFile(path, file);
}
