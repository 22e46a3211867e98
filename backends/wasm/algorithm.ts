/** The algorithms of convolutions, by name: those that a device may be told to run by wherever it can. */

/** Everything that some convolution can run by (see kernels/choose.ts). */
export type Algorithm =
  | "windows"
  | "flipped"
  | "phases"
  | "columns"
  | "planes"
  | "winograd";
