/** A batch for each metric. */

import * as dg from "@decograd/decograd";

/** A batch of two samples that the metric takes. */
export function batchOf(name: string): [dg.Tensor, dg.Tensor] {
  const shares = dg.tensor([[0.2, 0.7, 0.1], [0.3, 0.1, 0.6]]);
  const oneHot = dg.tensor([[0, 1, 0], [1, 0, 0]]);
  const labels = dg.tensor([1, 2]);
  if (name === "IoU" || name === "MeanIoU") return [labels, dg.tensor([1, 0])];
  if (/^PSNR$|SSIM$/.test(name)) {
    const image = dg.linspace(0, 1, 2 * 144).reshape([2, 12, 12, 1]);
    return [image, dg.square(image)];
  }
  if (name === "BinaryIoU") return [dg.tensor([0, 1]), dg.tensor([0.2, 0.7])];
  return [/^Sparse/.test(name) ? labels : oneHot, shares];
}
