/** Sums of products of tensors by the labels of their axes, made of products of matrices. */

import { sameShape, type Shape, sizeOf } from "../../backends/view.ts";
import { type TensorLike, toTensors } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { type Labels, readEquation } from "./einsum_equation.ts";
import { mul } from "./elementwise.ts";
import { matmul } from "./matmul.ts";
import { sum } from "./reduce.ts";
import { reshape, transpose } from "./reshape.ts";
import { pad, slice } from "./slice.ts";

/** A tensor whose axes have names, each once. */
interface Term {
  readonly tensor: Tensor;
  readonly labels: Labels;
}

/**
 * Einstein's summation, as NumPy has it: the product of tensors whose axes are named by letters, summed over what the
 * output does not name. `...` stands for axes that broadcast; without `->` the output has the labels that are there once,
 * in the order of the alphabet. Tensors are multiplied in their order, two at a time. Axes of one letter have one size.
 *
 * @throws {ValueError} if it is no equation, or not one of so many tensors.
 * @throws {ShapeError} if a tensor has another number of axes, or axes of one label differ in size.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const a = dg.tensor([[1, 2], [3, 4]]), b = dg.tensor([[1, 0], [10, 1]]);
 * assertEquals([...await dg.einsum("ij,jk->ik", a, b).data()], [21, 2, 43, 4]);
 * assertEquals(await dg.einsum("ii", a).item(), 5);
 * ```
 *
 * @category Ops
 */
export function einsum(equation: string, ...operands: TensorLike[]): Tensor {
  const tensors = toTensors("einsum", operands);
  const { inputs, output } = readEquation(equation, tensors);
  const terms = tensors.map((tensor, i) =>
    diagonals({ tensor, labels: inputs[i] })
  );
  const [first, ...others] = withoutOnes(terms);
  const all = others.reduce((a, b, i) => {
    const later = others.slice(i + 1).flatMap(({ labels }) => labels);
    return product(a, b, [...output, ...later]);
  }, first);
  const { tensor, labels } = summed(all, output);
  const missing = output.filter((label) => !labels.includes(label));
  const order = [...labels, ...missing];
  const whole = shaped(tensor, [...tensor.shape, ...missing.map(() => 1)]);
  return transpose(whole, output.map((label) => order.indexOf(label)));
}

/** The diagonals over axes that have one label. */
function diagonals({ tensor, labels }: Term): Term {
  const twice = labels.find((label, i) => labels.indexOf(label) < i);
  if (twice === undefined) return { tensor, labels };
  const [i, j] = labels.flatMap((label, i) => label === twice ? [i] : []);
  const rest = labels.map((_, k) => k).filter((k) => k !== i && k !== j);
  const size = tensor.shape[i], others = rest.map((k) => tensor.shape[k]);
  // With a row of one element more, those of the diagonal lie below each other.
  const flat = reshape(
    transpose(tensor, [i, j, ...rest]),
    [size * size, ...others],
  );
  const longer = pad(flat, [[0, size], ...others.map(() => [0, 0] as const)]);
  const rows = reshape(longer, [size, size + 1, ...others]);
  const diagonal = slice(rows, rows.shape.map(() => 0), rows.shape.with(1, 1));
  return diagonals({
    tensor: reshape(diagonal, [size, ...others]),
    labels: [twice, ...rest.map((k) => labels[k])],
  });
}

/** Axes of an ellipsis that have size 1 are left out: so they broadcast. */
function withoutOnes(terms: readonly Term[]): Term[] {
  return terms.map(({ tensor, labels }) => {
    const kept = labels.map((label, i) =>
      !(label.startsWith("...") && tensor.shape[i] === 1)
    );
    return {
      tensor: shaped(tensor, tensor.shape.filter((_, i) => kept[i])),
      labels: labels.filter((_, i) => kept[i]),
    };
  });
}

/** The sum over what need not be kept. */
function summed({ tensor, labels }: Term, kept: Labels): Term {
  const axis = labels.flatMap((label, i) => kept.includes(label) ? [] : [i]);
  if (axis.length === 0) return { tensor, labels };
  const rest = labels.filter((label) => kept.includes(label));
  return { tensor: sum(tensor, { axis }), labels: rest };
}

/** The product of two, summed over what need not be kept. */
function product(a: Term, b: Term, kept: Labels): Term {
  const left = summed(a, [...b.labels, ...kept]);
  const right = summed(b, [...a.labels, ...kept]);
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => kept.includes(label));
  const inner = shared.filter((label) => !kept.includes(label));
  const rows = left.labels.filter((label) => !shared.includes(label));
  const columns = right.labels.filter((label) => !shared.includes(label));
  const size = sizesOf(left, right);
  const sizes = (labels: Labels): number[] => labels.map(size);
  const together = sizes(batch);
  const counted = batch.length > 0 ? [sizeOf(together)] : [];
  const labels = [...batch, ...rows, ...columns];
  if (inner.length === 0) {
    const one = shaped(
      inOrder(left, [...batch, ...rows]),
      [...together, ...sizes(rows), ...columns.map(() => 1)],
    );
    const other = shaped(
      inOrder(right, [...batch, ...columns]),
      [...together, ...rows.map(() => 1), ...sizes(columns)],
    );
    return { tensor: mul(one, other), labels };
  }
  const [high, deep, wide] = [rows, inner, columns]
    .map((labels) => sizeOf(sizes(labels)));
  const y = matmul(
    shaped(inOrder(left, [...batch, ...rows, ...inner]), [
      ...counted,
      high,
      deep,
    ]),
    shaped(inOrder(right, [...batch, ...inner, ...columns]), [
      ...counted,
      deep,
      wide,
    ]),
  );
  return { tensor: shaped(y, sizes(labels)), labels };
}

function sizesOf(...terms: readonly Term[]): (label: string) => number {
  const sizes = new Map(
    terms.flatMap(({ tensor, labels }) =>
      labels.map((label, i) => [label, tensor.shape[i]] as const)
    ),
  );
  return (label) => sizes.get(label)!;
}

/** The axes in the order of some labels, which are all of them. */
function inOrder({ tensor, labels }: Term, order: Labels): Tensor {
  if (order.every((label, i) => label === labels[i])) return tensor;
  return transpose(tensor, order.map((label) => labels.indexOf(label)));
}

/** The tensor in a shape; a transposed one that has it already is not copied. */
function shaped(tensor: Tensor, shape: Shape): Tensor {
  return sameShape(tensor.shape, shape) ? tensor : reshape(tensor, shape);
}
