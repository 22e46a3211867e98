/** Elementwise work of real sizes: views of all kinds whose sizes are no multiples of a vector. */

import { binary, constant, input, unary } from "../../../backends/expr.ts";
import {
  broadcast,
  contiguous,
  permute,
  type View,
  window,
} from "../../../backends/view.ts";
import { noise } from "../../helpers/random.ts";
import type { RealCase } from "./case.ts";
import { finishedAt } from "./definitions.ts";

const image = contiguous([65, 33, 129], 3);

/** What is read beside a dense operand, and where results go. */
const LAYOUTS: readonly (readonly [string, View, View])[] = [
  ["a bias", broadcast(contiguous([129], 1), image.shape), image],
  ["a column", broadcast(contiguous([65, 33, 1], 2), image.shape), image],
  ["a row of images", broadcast(contiguous([33, 129]), image.shape), image],
  ["one number", broadcast(contiguous([1]), image.shape), image],
  [
    "a transpose",
    permute(contiguous([1031, 517], 1), [1, 0]),
    contiguous([517, 1031], 2),
  ],
  [
    "a transposed output",
    contiguous([517, 1031]),
    permute(contiguous([1031, 517], 1), [1, 0]),
  ],
  [
    "windows on both sides",
    window(contiguous([70, 40, 131]), [2, 3, 1], [61, 31, 127]),
    window(contiguous([63, 35, 130]), [1, 2, 3], [61, 31, 127]),
  ],
  [
    "every second element",
    { shape: [301, 503], strides: [2 * 503, 2], offset: 1 },
    { shape: [301, 503], strides: [1520, 3], offset: 2 },
  ],
  ["a long row", contiguous([300_003], 2), contiguous([300_003], 1)],
];

/** For each layout, values that are exact and values that are rounded. */
export function elementwiseCases(): RealCase[] {
  const exact = [
    binary("maximum", input(1), constant(0.5)),
    unary("neg", input(0)),
  ];
  const sum = binary("add", input(0), binary("mul", input(1), constant(0.3)));
  return LAYOUTS.flatMap(([name, from, to]) =>
    ([[exact, 0], [[unary("tanh", sum)], 4]] as const).map(
      ([exprs, terms]): RealCase => ({
        name: `${name} of [${to.shape}], ${terms ? "rounded" : "exact"}`,
        run: (stage) => {
          const inputs = [
            stage.input(contiguous(to.shape, 1)),
            stage.input(from),
          ];
          const outs = exprs.map(() => stage.output(to));
          stage.backend.elementwise(exprs, inputs, outs);
          return outs.map((out, i) => ({
            out,
            at: finishedAt([], exprs[i], inputs),
            terms,
          }));
        },
      }),
    )
  );
}

/** Kept, as ops keep theirs: what is planned for one window must not be taken for another. */
const copy = [input(0)];

/** Windows that `pad` and `concat` write: the rest of the buffer keeps what it has, if there is any. */
export function paddingCases(): RealCase[] {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 64, 1023, 4096, 4097].flatMap((
    length,
  ) =>
    [[0, 0], [0, 5], [1, 3], [2, 3], [3, 0], [4, 7]].map(
      ([offset, behind]): RealCase => ({
        name: `${length} numbers from ${offset} on, with ${behind} behind them`,
        run: (stage) => {
          // In buffers of one length, so that offsets are all that tells some of these calls apart.
          const values = noise(length + 16);
          const from = stage.input(contiguous([length], offset), values);
          const out = stage.output(contiguous([length], offset), behind);
          stage.backend.elementwise(copy, [from], [out]);
          return [{ out, at: finishedAt([], copy[0], [from]), terms: 0 }];
        },
      }),
    )
  );
}
