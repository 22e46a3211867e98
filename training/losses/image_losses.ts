/** How unlike images are to the eye. */

import { neg, sub } from "../../autograd/ops/elementwise.ts";
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
import { Loss, type LossOptions } from "./loss.ts";

/**
 * The options of PSNR.
 * @category Losses
 */
export interface PSNROptions extends LossOptions, BrightnessOptions {}
/**
 * The options of SSIM.
 * @category Losses
 */
export interface SSIMOptions extends LossOptions, StructureOptions {}
/**
 * The options of MultiscaleSSIM.
 * @category Losses
 */
export interface MultiscaleSSIMOptions extends LossOptions, ScalesOptions {}

/**
 * The peak signal-to-noise ratio of images `[batch, height, width, channels]` in decibels, as `metrics.psnr` computes it, with
 * its sign turned: minus infinity, without a slope, where they are the same.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.PSNR({ maxVal: 255 });
 * const [a, b] = [dg.zeros([1, 4, 4, 1]), dg.full([1, 4, 4, 1], 25.5)];
 * assertAlmostEquals(await loss.call(a, b).item(), -20, 1e-5);
 * ```
 *
 * @category Losses
 */
export class PSNR extends Loss<PSNROptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = BRIGHTNESS satisfies Schema<
    PSNROptions,
    LossOptions
  >;
  /** The difference between the brightest and the darkest that there may be. */
  declare readonly maxVal: number;

  /** One number an image. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return neg(psnr(yTrue, yPred, pick(BRIGHTNESS, this)));
  }
}

/**
 * 1 less the structural similarity of images `[batch, height, width, channels]`, as `metrics.ssim` computes it: 0 where they
 * are the same.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.SSIM({ maxVal: 255 });
 * const images = dg.full([1, 11, 11, 1], 100);
 * assertAlmostEquals(await loss.call(images, images).item(), 0, 1e-5);
 * ```
 *
 * @category Losses
 */
export class SSIM extends Loss<SSIMOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = STRUCTURE satisfies Schema<
    SSIMOptions,
    LossOptions
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
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return sub(1, ssim(yTrue, yPred, pick(STRUCTURE, this)));
  }
}

/**
 * 1 less the structural similarity of several scales of images `[batch, height, width, channels]`, as
 * `metrics.ssimMultiscale` computes it.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.MultiscaleSSIM({ powerFactors: [0.5, 0.5] });
 * const images = dg.ones([1, 24, 24, 1]);
 * assertAlmostEquals(await loss.call(images, images).item(), 0, 1e-5);
 * ```
 *
 * @category Losses
 */
export class MultiscaleSSIM extends Loss<MultiscaleSSIMOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = SCALES satisfies Schema<
    MultiscaleSSIMOptions,
    LossOptions
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
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return sub(1, ssimMultiscale(yTrue, yPred, pick(SCALES, this)));
  }
}
