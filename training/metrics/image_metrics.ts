/** The means of how alike images are. */

import type { Tensor } from "../../autograd/tensor.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  BRIGHTNESS,
  type BrightnessOptions,
  SCALES,
  type ScalesOptions,
  STRUCTURE,
  type StructureOptions,
} from "../image_quality/options.ts";
import { psnr } from "../image_quality/psnr.ts";
import { ssim, ssimMultiscale } from "../image_quality/ssim.ts";
import { pick } from "../rows.ts";
import type { MetricOptions } from "./metric.ts";
import { ScoreMetric } from "./reduction_metrics.ts";

/**
 * The options of PSNR.
 * @category Metrics
 */
export interface PSNROptions extends MetricOptions, BrightnessOptions {}
/**
 * The options of SSIM.
 * @category Metrics
 */
export interface SSIMOptions extends MetricOptions, StructureOptions {}
/**
 * The options of MultiscaleSSIM.
 * @category Metrics
 */
export interface MultiscaleSSIMOptions extends MetricOptions, ScalesOptions {}

/**
 * The mean of the peak signal-to-noise ratios of images `[batch, height, width, channels]`, in decibels.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.PSNR({ maxVal: 255 });
 * metric.updateState(dg.zeros([2, 4, 4, 3]), dg.full([2, 4, 4, 3], 25.5));
 * assertAlmostEquals(await metric.result().item(), 20, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class PSNR extends ScoreMetric<PSNROptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = BRIGHTNESS satisfies Schema<
    PSNROptions,
    MetricOptions
  >;
  /** The difference between the brightest and the darkest that there may be. */
  declare readonly maxVal: number;

  /** One number an image. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return psnr(yTrue, yPred, pick(BRIGHTNESS, this));
  }
}

/**
 * The mean of the structural similarities of images `[batch, height, width, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.SSIM();
 * metric.updateState(dg.ones([2, 12, 12, 1]), dg.ones([2, 12, 12, 1]));
 * assertAlmostEquals(await metric.result().item(), 1, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class SSIM extends ScoreMetric<SSIMOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = STRUCTURE satisfies Schema<
    SSIMOptions,
    MetricOptions
  >;
  /** The difference between the brightest and the darkest that there may be. */
  declare readonly maxVal: number;
  /** The size of the windows in pixels. */
  declare readonly filterSize: number;
  /** The width of the Gaussian that weighs them. */
  declare readonly filterSigma: number;
  /** What keeps the brightness of dark images apart from noise. */
  declare readonly k1: number;
  /** What keeps the contrast of even images apart from noise. */
  declare readonly k2: number;

  /** One number an image. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return ssim(yTrue, yPred, pick(STRUCTURE, this));
  }
}

/**
 * The mean of the structural similarities of several scales of images `[batch, height, width, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.MultiscaleSSIM({ powerFactors: [0.5, 0.5] });
 * metric.updateState(dg.ones([2, 24, 24, 1]), dg.ones([2, 24, 24, 1]));
 * assertAlmostEquals(await metric.result().item(), 1, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class MultiscaleSSIM extends ScoreMetric<MultiscaleSSIMOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = SCALES satisfies Schema<
    MultiscaleSSIMOptions,
    MetricOptions
  >;
  /** The difference between the brightest and the darkest that there may be. */
  declare readonly maxVal: number;
  /** The size of the windows in pixels. */
  declare readonly filterSize: number;
  /** The width of the Gaussian that weighs them. */
  declare readonly filterSigma: number;
  /** What keeps the brightness of dark images apart from noise. */
  declare readonly k1: number;
  /** What keeps the contrast of even images apart from noise. */
  declare readonly k2: number;
  /** How much each scale counts. */
  declare readonly powerFactors: readonly number[];

  /** One number an image. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return ssimMultiscale(yTrue, yPred, pick(SCALES, this));
  }
}
