/** Products of real sizes: several jobs, long sums, odd rests, batches, transposes, epilogues. */

import type { Epilogue } from "../../../backends/backend.ts";
import { binary, constant, input } from "../../../backends/expr.ts";
import {
  broadcast,
  contiguous,
  permute,
  type Shape,
  type View,
} from "../../../backends/view.ts";
import type { Given, RealCase, Stage } from "./case.ts";
import { finishedAt, productAt } from "./definitions.ts";

type Turn = "none" | "left" | "right" | "both";

/** Rows, depth and columns, and which side is transposed. */
const SIZES: readonly (readonly [number, number, number, Turn, boolean?])[] = [
  [512, 512, 512, "none"],
  [301, 700, 523, "left"],
  [257, 129, 1031, "right", true],
  // The decoder's Dense layer and its gradients at batch 64.
  [64, 2, 3136, "none"],
  [64, 3136, 32, "none"],
  [3136, 64, 16, "left"],
  // Sums that are cut: to blocks, and beyond 2,048 to passes over the result.
  [33, 3000, 40, "none"],
  [130, 4100, 130, "both", true],
  [5, 2500, 2100, "none", true],
  [7, 500, 4099, "none", true],
  [2101, 70, 45, "right", true],
  [1, 5000, 333, "right"],
  [1029, 2051, 1, "none"],
];

/** All of them; each second one has an epilogue. */
export function matmulCases(): RealCase[] {
  const plain = SIZES.map(([m, k, n, turn, isSlow], i): RealCase => ({
    name: `[${m}, ${k}] times [${k}, ${n}], transposed ${turn}`,
    isSlow,
    run: (stage) => {
      const left = matrix([m, k], turn === "left" || turn === "both");
      const right = matrix([k, n], turn === "right" || turn === "both");
      return multiply(stage, left, right, [m, n], i % 2 === 1);
    },
  }));
  return [...plain, ...batches()];
}

function batches(): RealCase[] {
  const cases: [string, View, View][] = [
    [
      "50 products with one transposed matrix",
      contiguous([50, 60, 80]),
      broadcast(permute(contiguous([70, 80], 3), [1, 0]), [50, 80, 70]),
    ],
    [
      "products of attention, heads between rows",
      permute(contiguous([3, 65, 4, 32]), [0, 2, 1, 3]),
      permute(contiguous([3, 65, 4, 32]), [0, 2, 3, 1]),
    ],
    [
      "a few products that threads share",
      contiguous([3, 150, 2100]),
      contiguous([3, 2100, 90]),
    ],
  ];
  return cases.flatMap(([name, left, right]) =>
    [false, true].map((hasEnd): RealCase => ({
      name: hasEnd ? `${name}, with an epilogue` : name,
      isSlow: hasEnd,
      run: (stage) => {
        const shape = [...left.shape.slice(0, -1), right.shape.at(-1)!];
        return multiply(stage, left, right, shape, hasEnd);
      },
    }))
  );
}

function multiply(
  stage: Stage,
  left: View,
  right: View,
  shape: Shape,
  hasEnd: boolean,
): ReturnType<RealCase["run"]> {
  const a = stage.input(left), b = stage.input(right);
  const out = stage.output(contiguous(shape, 5)), at = productAt(a, b);
  const terms = left.shape.at(-1)!;
  const end = hasEnd ? biasAndMore(stage, shape) : undefined;
  stage.backend.matmul(a, b, out, end);
  if (!end) return [{ out, at, terms }];
  return [{ out, at: finishedAt([at], end.expr, end.operands), terms }];
}

/** `relu(result + bias) + 3 * residual`: a bias, an activation and a further operand. */
export function biasAndMore(
  stage: Stage,
  shape: Shape,
): Epilogue & { readonly operands: readonly Given[] } {
  const bias = broadcast(contiguous(shape.slice(-1), 2), shape);
  const operands = [stage.input(bias), stage.input(contiguous(shape))];
  const active = binary(
    "maximum",
    binary("add", input(0), input(1)),
    constant(0),
  );
  const residual = binary("mul", input(2), constant(3));
  return { expr: binary("add", active, residual), operands };
}

function matrix([rows, columns]: [number, number], isTurned: boolean): View {
  return isTurned
    ? permute(contiguous([columns, rows], 1), [1, 0])
    : contiguous([rows, columns], 1);
}
