/** Refuses work that goes on after it was to be done. */

/**
 * Refuses the promise that an async function returns where nobody would wait for it.
 *
 * @throws {TypeError} if it is one.
 */
export function checkDone(action: string, result: unknown): void {
  if (!(result instanceof Promise)) return;
  throw new TypeError(
    `Cannot ${action}: expected it to be done without waiting, received a promise (is it async?)`,
  );
}
