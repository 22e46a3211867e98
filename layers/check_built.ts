/** Refuses calls of layers that have no weights yet. */

/**
 * Refuses a call that did not come from `apply`, which builds; for the `call` of a layer with weights.
 *
 * @throws {ReferenceError} if the layer is not built.
 */
export function checkBuilt(layer: { readonly built: boolean }): void {
  if (layer.built) return;
  throw new ReferenceError(
    `Cannot call ${layer}: expected it to be built, received a layer without weights (apply builds it and then calls it)`,
  );
}
