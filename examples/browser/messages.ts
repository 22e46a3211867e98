/** What the page and the worker that trains say to each other. */

/** What computes: where "auto" is asked for, WebGPU if the browser has it. */
export type BackendChoice = "auto" | "webgpu" | "wasm";

/** A place on the plane of latent numbers. */
export type Place = readonly [number, number];

/** What the page asks for. */
export type Request =
  /** Opens the backend and takes the images, a bit a pixel. */
  | {
    readonly kind: "open";
    readonly backend: BackendChoice;
    readonly digits: ArrayBuffer;
  }
  /** Trains until it is stopped; answered by steps, planes and at the end by `stopped`. */
  | { readonly kind: "train" }
  | { readonly kind: "stop" }
  /** What the decoder draws at a place; answered by `decoded`. */
  | { readonly kind: "decode"; readonly place: Place }
  /** What the model makes of an image, pixels from 0 to 1; answered by `reconstructed`. */
  | { readonly kind: "reconstruct"; readonly image: Float32Array }
  /** The weights as a file; answered by `weights`. */
  | { readonly kind: "weights" };

/** What the worker tells. */
export type Reply =
  /** It is ready. */
  | { readonly kind: "opened"; readonly on: string; readonly images: number }
  /** A step has been made: its loss in nats an image, and on what. */
  | {
    readonly kind: "step";
    readonly step: number;
    readonly loss: number;
    readonly on: string;
  }
  /** What the decoder draws all over the plane, `PLANE` images across and down, side by side. */
  | { readonly kind: "plane"; readonly picture: Float32Array }
  | { readonly kind: "stopped" }
  | { readonly kind: "decoded"; readonly image: Float32Array }
  | {
    readonly kind: "reconstructed";
    readonly image: Float32Array;
    readonly place: Place;
  }
  | { readonly kind: "weights"; readonly file: Uint8Array<ArrayBuffer> }
  /** Something went wrong, in words. */
  | { readonly kind: "failed"; readonly message: string };

/** Pixels across an image, and images across the plane. */
export const SIDE = 28, PLANE = 12;
/** The plane reaches from minus this to this: most latent numbers lie there. */
export const REACH = 2.5;
