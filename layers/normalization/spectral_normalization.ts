/** The spectral normalization of Keras, around another layer. */

import { ValueError } from "../../config/errors.ts";
import { div } from "../../autograd/ops/elementwise.ts";
import { matmul } from "../../autograd/ops/matmul.ts";
import { reshape, transpose } from "../../autograd/ops/reshape.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { count, row } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { TruncatedNormal } from "../../variables/initializers/mod.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import { inTraining } from "../../variables/training_phase.ts";
import { Variable } from "../../variables/variable.ts";
import { Layer } from "../layer.ts";
import { readLayer, writeLayer } from "../layer_object.ts";
import type { LayerOptions } from "../layer_options.ts";
import { overNorm } from "./unit_normalization.ts";

/**
 * The options of SpectralNormalization: Keras's, in camelCase.
 * @category Normalization layers
 */
export interface SpectralNormalizationOptions extends LayerOptions {
  /** The layer whose kernel, or embeddings, are normalized. */
  readonly layer: Layer;
  /** How often the singular vectors are improved in each call; 1 if not given. */
  readonly powerIterations?: number;
}

/**
 * Keras's SpectralNormalization: each call in training divides the kernel of a layer by its largest singular value, as
 * power iteration estimates it; the gradient does not go through that.
 *
 * Miyato, Kataoka, Koyama, Yoshida: Spectral Normalization for Generative Adversarial Networks (2018).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { Dense, SpectralNormalization } = dg.layers;
 * const dense = new Dense({ units: 1, kernelInitializer: "ones" });
 * const layer = new SpectralNormalization({ layer: dense });
 * layer.apply(dg.ones([1, 4]), { training: true });
 * const [first] = await dense.kernel.value.data();
 * assertAlmostEquals(first, 0.5, 1e-6); // a vector of ones over its length
 * ```
 *
 * @category Normalization layers
 */
export class SpectralNormalization
  extends Layer<SpectralNormalizationOptions, ["layer"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["layer"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    layer: {
      ...row("a layer", (value) => value instanceof Layer ? value : undefined),
      write: writeLayer,
      revive: readLayer,
    },
    powerIterations: count(1),
  } satisfies Schema<SpectralNormalizationOptions, LayerOptions>;
  /** The layer whose kernel is normalized. */
  declare readonly layer: Layer;
  /** How often the singular vectors are improved in each call. */
  declare readonly powerIterations: number;
  /** The weight of the layer, held here too: so it is the first of the weights, as in Keras. */
  protected normalized: Variable | null = null;

  /** What is in it computes as it says itself. */
  protected override get autocast(): boolean {
    return false;
  }

  /** What is normalized: the kernel of the layer, or its embeddings. */
  get kernel(): Variable {
    return this.normalized ?? this.builtWeight("kernel");
  }

  /** The estimate of the right singular vector, `[1, columns]`. */
  get vectorU(): Variable {
    return this.builtWeight("vector_u");
  }

  /**
   * Builds the layer and makes the singular vector.
   *
   * @throws {ValueError} if the layer has neither a kernel nor embeddings.
   */
  override build(inputShape: PartialShape): void {
    this.checkInput(inputShape);
    const { layer } = this;
    layer.ensureBuilt(inputShape);
    const kernel = ["kernel", "embeddings"]
      .map((name): unknown => name in layer && layer[name as keyof Layer])
      .find((value) => value instanceof Variable);
    if (!kernel) {
      throw new ValueError(
        `Cannot build ${this}: expected a layer with a kernel or embeddings, received ${layer}`,
      );
    }
    this.normalized = kernel;
    this.addWeight({
      name: "vector_u",
      shape: [1, ...kernel.shape.slice(-1)],
      initializer: new TruncatedNormal({ stddev: 0.02 }),
      trainable: false,
    });
    super.build(inputShape);
  }

  /** What the layer makes of the input, in training with its kernel normalized. */
  override call(x: Tensor): Tensor {
    const { kernel, vectorU } = this;
    if (inTraining()) noGrad(() => this.#normalize(kernel, vectorU));
    return this.layer.apply(x);
  }

  #normalize(kernel: Variable, vectorU: Variable): void {
    const matrix = reshape(kernel, [-1, ...kernel.shape.slice(-1)]);
    const transposed = transpose(matrix);
    let u: Tensor = vectorU.value;
    let v: Tensor = u;
    for (let i = 0; i < this.powerIterations; i++) {
      v = overNorm(matmul(u, transposed), [1]);
      u = overNorm(matmul(v, matrix), [1]);
    }
    const sigma = matmul(matmul(v, matrix), transpose(u));
    vectorU.assign(u);
    kernel.assign(div(kernel, reshape(sigma, [])));
  }

  /** That of the layer. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    return this.layer.computeOutputShape(inputShape);
  }
}
