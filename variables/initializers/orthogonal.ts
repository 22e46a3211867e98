/** The initializer of orthogonal matrices. */

import { ValueError } from "../../config/errors.ts";
import { blockWords, threefry2x32 } from "../../backends/threefry.ts";
import { type Shape, sizeOf } from "../../backends/view.ts";
import { tensor } from "../../autograd/create.ts";
import { SeedGenerator } from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { checkWeightShape } from "./initializer.ts";
import {
  RandomInitializer,
  type RandomOptions,
} from "./random_initializers.ts";

/**
 * The options of `Orthogonal`.
 * @category Initializers
 */
export interface OrthogonalOptions extends RandomOptions {
  /** By what the orthogonal matrix is multiplied; 1 if not given. */
  readonly gain?: number;
}

/**
 * Draws an orthogonal matrix, every one as likely as any other. A weight is read as a matrix of its last axis by all
 * others; with fewer rows than columns its rows are orthonormal, else its columns. The work is done on the host in
 * float64, in time of rows times columns times the smaller of the two.
 *
 * Saxe, McClelland, Ganguli: Exact solutions to the nonlinear dynamics of learning in deep linear neural networks (2014).
 *
 * @category Initializers
 */
export class Orthogonal extends RandomInitializer<OrthogonalOptions, ["gain"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["gain"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    gain: number(1),
  } satisfies Schema<OrthogonalOptions, RandomOptions>;
  /** By what the orthogonal matrix is multiplied. */
  declare readonly gain: number;

  /**
   * Draws the values of a weight.
   *
   * @throws {ValueError} if the shape has fewer than two axes.
   */
  override call(shape: Shape): Tensor {
    checkWeightShape("Orthogonal", shape);
    if (shape.length < 2) {
      throw new ValueError(
        `Cannot initialize with Orthogonal: expected a shape of 2 or more axes, received [${
          shape.join(", ")
        }]`,
      );
    }
    const columns = shape[shape.length - 1];
    const rows = sizeOf(shape.slice(0, -1));
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const vectors = normals(long * short, this.seed);
    orthonormalize(vectors, long);
    const elements = vectors.map((_, i) => {
      const row = Math.floor(i / columns), column = i % columns;
      const at = rows < columns ? row * long + column : column * long + row;
      return this.gain * vectors[at];
    });
    return tensor(elements, shape);
  }
}

/** Normal numbers by Box and Muller, two from each block of threefry. */
function normals(count: number, seed: number | SeedGenerator): Float64Array {
  const stream = typeof seed === "number" ? new SeedGenerator({ seed }) : seed;
  const blocks = Math.ceil(count / 2);
  const { key, counter } = stream.take(blocks);
  const result = new Float64Array(2 * blocks);
  for (let j = 0; j < blocks; j++) {
    const [a, b] = threefry2x32(key, blockWords(counter + j));
    const radius = Math.sqrt(-2 * Math.log((a + 0.5) / 2 ** 32));
    const angle = 2 * Math.PI * b / 2 ** 32;
    result[2 * j] = radius * Math.cos(angle);
    result[2 * j + 1] = radius * Math.sin(angle);
  }
  return result.subarray(0, count);
}

/**
 * Turns consecutive vectors of one length into orthonormal ones: Q of the QR decomposition whose R has a positive
 * diagonal. Each vector is cleared of those before it twice, which is enough for full precision (Giraud, Langou,
 * Rozložník, van den Eshof, 2005).
 */
function orthonormalize(vectors: Float64Array, length: number): void {
  for (let start = 0; start < vectors.length; start += length) {
    const v = vectors.subarray(start, start + length);
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < start; before += length) {
        const u = vectors.subarray(before, before + length);
        const along = dot(u, v);
        for (let i = 0; i < length; i++) v[i] -= along * u[i];
      }
    }
    const norm = Math.sqrt(dot(v, v));
    for (let i = 0; i < length; i++) v[i] /= norm;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
