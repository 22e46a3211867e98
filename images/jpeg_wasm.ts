/** The compiled decoder of JPEG; in a file of its own, for not every runtime can read this line. */

/** Mozilla's decoder, not yet started. */
// @ts-ignore TypeScript does not know imports of sources yet.
export const compiled: WebAssembly.Module = await import.source(
  "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"
);
