/** The compiled decoder of JPEG; in a file of its own, for not every runtime can read this line. */

/** Mozilla's decoder, not yet started. */
// @ts-expect-error TypeScript 6.0 does not know imports of sources, which Deno and the proposal (tc39/proposal-source-phase-imports) do.
export const compiled: WebAssembly.Module = await import.source(
  "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"
);
