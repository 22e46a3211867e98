/** Gradients joined with those of the other processes, in pieces that are worth a message. */

import { contiguous, sizeOf } from "../backends/view.ts";
import { mul } from "../autograd/ops/elementwise.ts";
import { reshape } from "../autograd/ops/reshape.ts";
import { concat } from "../autograd/ops/slice.ts";
import type { Tensor } from "../autograd/tensor.ts";
import type { Communicator } from "./communicator.ts";
import { hostElements } from "./elements.ts";

/** Bytes of a piece: large enough for the rate of the network, and small enough that the first one travels early. */
const BYTES = 25 * 2 ** 20;

/** A piece that is on its way. */
interface Sent {
  readonly gradients: readonly number[];
  readonly bucket: Tensor;
  readonly tickets: readonly number[];
}

/**
 * The mean of each gradient over all processes. Those of the last layers, which the backward pass makes first, go first;
 * while they travel, the next piece is made.
 */
export function averaged(
  others: Communicator,
  gradients: readonly (Tensor | null)[],
): (Tensor | null)[] {
  const sent: Sent[] = parted(gradients).map((piece) => {
    const bucket = concat(piece.map((i) => reshape(gradients[i]!, [-1])), 0);
    const elements = hostElements("average gradients", bucket);
    const tickets = others.allReduce(elements, "sum");
    return { gradients: piece, bucket, tickets };
  });
  const means = [...gradients];
  for (const { gradients: piece, bucket, tickets } of sent) {
    others.end(tickets, "the average of gradients");
    let offset = 0;
    for (const i of piece) {
      const { shape } = gradients[i]!;
      const sum = bucket.through(contiguous(shape, offset));
      means[i] = mul(sum, 1 / others.size);
      offset += sizeOf(shape);
    }
  }
  return means;
}

/** Which gradients go together, from the last to the first; those that are null have nothing to send. */
function parted(gradients: readonly (Tensor | null)[]): number[][] {
  const pieces: number[][] = [];
  let bytes = Infinity;
  for (let i = gradients.length - 1; i >= 0; i--) {
    const gradient = gradients[i];
    if (gradient === null || gradient.size === 0) continue;
    const { elementBytes = 4 } = gradient.backend.traits ?? {};
    if (bytes >= BYTES) {
      pieces.push([]);
      bytes = 0;
    }
    pieces[pieces.length - 1].push(i);
    bytes += elementBytes * gradient.size;
  }
  return pieces;
}
