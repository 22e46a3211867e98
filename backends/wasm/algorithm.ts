/** The names of the algorithms of convolutions, of which a device may be told to prefer one. */

/** An algorithm that some convolution has (see kernels/conv2d/choose.ts). */
export type Algorithm =
  | "windows"
  | "flipped"
  | "phases"
  | "columns"
  | "planes"
  | "winograd";
