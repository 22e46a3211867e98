/** Loads a package when it is needed. */

/**
 * What a package exports.
 *
 * @throws {TypeError} if it is not there, with what gets it.
 */
export async function loadPackage<T>(
  action: string,
  name: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new TypeError(
      `Cannot ${action}: expected the package ${name} for HDF5, received none ("deno add npm:${name}" or "npm install ${name}" gets it; .safetensors and .npz need none)`,
      { cause },
    );
  }
}
