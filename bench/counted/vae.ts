/** A small variational autoencoder, like that of the example, in words that each library has for itself. */

/** `[batch, height, width, channels]`, `[kh, kw, in, out]` (`[kh, kw, out, in]` of a transposed one), or what a name says. */
export type Shape = readonly number[];

/** What a library has to offer; `T` is its array. */
export interface Ops<T> {
  /** Padded so that only strides make an image smaller, or larger. */
  conv(x: T, kernel: T, stride: number): T;
  convTransposed(x: T, kernel: T, stride: number): T;
  matmul(x: T, matrix: T): T;
  /** Added to each channel, or unit. */
  bias(x: T, bias: T): T;
  /** From images to rows, `[batch, features]`, and back. */
  flat(x: T): T;
  image(x: T, shape: Shape): T;
  relu(x: T): T;
  exp(x: T): T;
  log(x: T): T;
  abs(x: T): T;
  add(a: T, b: T | number): T;
  mul(a: T, b: T | number): T;
  sum(x: T): T;
}

const BATCH = 64, LATENT = 16;

/** The shapes of what it is given in each step: images, and the noise of their latent numbers. */
export const INPUTS: readonly Shape[] = [[BATCH, 28, 28, 1], [BATCH, LATENT]];
/** The shapes of its weights. */
export const WEIGHTS: readonly Shape[] = [
  ...[[3, 3, 1, 32], [32], [3, 3, 32, 64], [64]],
  ...[[7 * 7 * 64, LATENT], [LATENT], [7 * 7 * 64, LATENT], [LATENT]],
  ...[[LATENT, 7 * 7 * 32], [7 * 7 * 32]],
  ...[[3, 3, 64, 32], [64], [3, 3, 32, 64], [32], [3, 3, 1, 32], [1]],
];

/** The negative evidence lower bound, in nats an image. */
export function lossOf<T>(
  ops: Ops<T>,
  weights: readonly T[],
  [images, noise]: readonly T[],
): T {
  const { add, mul, exp, relu } = ops;
  const left = [...weights], next = () => left.shift()!;
  const conv = (x: T) => relu(ops.bias(ops.conv(x, next(), 2), next()));
  const dense = (x: T) => ops.bias(ops.matmul(x, next()), next());
  const up = (x: T, stride: number) =>
    ops.bias(ops.convTransposed(x, next(), stride), next());

  const features = ops.flat(conv(conv(images)));
  const mean = dense(features), logVariance = dense(features);
  const z = add(mean, mul(noise, exp(mul(logVariance, 0.5))));
  const seeds = ops.image(relu(dense(z)), [BATCH, 7, 7, 32]);
  const logits = up(relu(up(relu(up(seeds, 2)), 2)), 1);

  // The binary cross-entropy of logits, in a form that does not overflow.
  const rest = ops.log(add(exp(mul(ops.abs(logits), -1)), 1));
  const perPixel = add(add(relu(logits), mul(mul(logits, images), -1)), rest);
  const spread = add(exp(logVariance), mul(logVariance, -1));
  const perNumber = add(add(mul(mean, mean), spread), -1);
  const nats = add(ops.sum(perPixel), mul(ops.sum(perNumber), 0.5));
  return mul(nats, 1 / BATCH);
}
