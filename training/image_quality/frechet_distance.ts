/** The distance between two sets of features, as that between the normal distributions that fit them. */

import { Tensor } from "../../autograd/tensor.ts";
import { quote, ShapeError, ValueError } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { factorOf } from "./cholesky.ts";
import { eigenvaluesOf } from "./eigenvalues.ts";

/**
 * Features of samples, `[samples, features]`.
 * @category Metrics
 */
export type Features = Tensor | {
  /** Samples, and features of each. */
  readonly shape: readonly number[];
  /** The features, sample by sample. */
  readonly data: Float32Array | Float64Array;
};

const ACTION = "compute frechetDistance";

/**
 * How far apart two sets of features `[samples, features]` are, such as what a trained model says of real and of made images:
 * `|m - n|² + tr(S + T - 2 (S T)^½)` of their means and covariances. It is computed on the processor in float64, with work
 * that grows with the third power of the number of features.
 *
 * Heusel et al.: GANs trained by a two time-scale update rule converge to a local Nash equilibrium (2017), whose FID takes the
 * 2,048 features of Inception-v3 for 50,000 images.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const a = dg.tensor([[0, 0], [2, 0], [0, 2], [2, 2]]);
 * assertAlmostEquals(await dg.metrics.frechetDistance(a, a.add(3)), 18, 1e-5);
 * ```
 *
 * @throws {TypeError} if something else is given.
 * @throws {ShapeError} if the sets are not of as many features, or one has fewer than two samples.
 * @throws {ValueError} if a feature is infinite or NaN.
 *
 * @category Metrics
 */
export async function frechetDistance(
  first: Features,
  second: Features,
): Promise<number> {
  checkArgumentCount(ACTION, arguments, 2);
  const [a, b] = await Promise.all([first, second].map(readFeatures));
  if (a.width !== b.width) {
    throw new ShapeError(
      `Cannot ${ACTION}: expected as many features in both sets, received ${a.width} and ${b.width}`,
      { expected: `${a.width} features`, actual: [b.width] },
    );
  }
  const [one, other] = [momentsOf(a), momentsOf(b)];
  let distance = 0;
  for (let i = 0; i < a.width; i++) {
    const at = i * a.width + i;
    distance += (one.mean[i] - other.mean[i]) ** 2 +
      one.covariance[at] + other.covariance[at];
  }
  const shared = traceOfRoot(one.covariance, other.covariance, a.width);
  // Below 0 there is rounding.
  return Math.max(0, distance - 2 * shared);
}

interface Read {
  readonly count: number;
  readonly width: number;
  readonly data: ArrayLike<number>;
}

async function readFeatures(features: Features): Promise<Read> {
  const { shape, data: given } = Object(features) as Exclude<Features, Tensor>;
  const isArray = given instanceof Float32Array ||
    given instanceof Float64Array;
  if (!(features instanceof Tensor) && !(isArray && Array.isArray(shape))) {
    throw new TypeError(
      `Cannot ${ACTION}: expected a tensor or { shape, data } with floats, received ${
        quote(features)
      }`,
    );
  }
  const [count, width] = shape;
  const data = features instanceof Tensor ? await features.data() : given;
  if (shape.length !== 2 || !(count >= 2) || data.length !== count * width) {
    throw new ShapeError(
      `Cannot ${ACTION}: expected features of shape [samples, features], of two samples or more, received ${
        quote(shape)
      } with ${data.length} numbers`,
      { expected: "[samples, features]", actual: shape },
    );
  }
  if (!data.every(Number.isFinite)) {
    throw new ValueError(
      `Cannot ${ACTION}: expected finite features, received others`,
    );
  }
  return { count, width, data };
}

/** The mean, and the covariance that samples of a larger set let expect. */
function momentsOf(
  { count, width, data }: Read,
): { mean: Float64Array; covariance: Float64Array } {
  const mean = new Float64Array(width);
  for (let i = 0; i < data.length; i++) mean[i % width] += data[i] / count;
  const covariance = new Float64Array(width * width);
  const sample = new Float64Array(width);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < width; i++) sample[i] = data[n * width + i] - mean[i];
    for (let i = 0; i < width; i++) {
      const factor = sample[i] / (count - 1);
      for (let j = 0; j <= i; j++) {
        covariance[i * width + j] += factor * sample[j];
      }
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) {
      covariance[j * width + i] = covariance[i * width + j];
    }
  }
  return { mean, covariance };
}

/** The trace of the root of a product `S T`: with `S = l lᵀ`, the sum of the roots of the eigenvalues of `lᵀ T l`. */
function traceOfRoot(
  s: Float64Array,
  t: Float64Array,
  size: number,
): number {
  const columns = factorOf(s, size);
  const turned = columns.map((column) => {
    const product = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const row = i * size;
      let sum = 0;
      for (let j = 0; j < size; j++) sum += t[row + j] * column[j];
      product[i] = sum;
    }
    return product;
  });
  const rank = columns.length;
  const inner = new Float64Array(rank * rank);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += columns[i][k] * turned[j][k];
      inner[i * rank + j] = inner[j * rank + i] = sum;
    }
  }
  return eigenvaluesOf(inner, rank)
    .reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
}
