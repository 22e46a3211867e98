/** Every public op that has a derivative, with every option: for tests that hold something of all of them. */

import * as dg from "@decograd/decograd";
import * as elementwise from "../../autograd/ops/elementwise.ts";
import type { Point } from "./check_gradient.ts";
import { at, of, type OpCase } from "./op_case.ts";
import { productCases } from "./product_cases.ts";

export type { OpCase };

function namesOf(count: number): string[] {
  return Object.entries(elementwise)
    .flatMap(([name, op]) => op.length === count ? name : []);
}

/** The names of the elementwise ops of one tensor. */
export const UNARY = namesOf(1) as dg.UnaryName[];
/** The names of those of two. */
export const BINARY = namesOf(2) as dg.BinaryName[];
const REDUCTIONS = [
  ...["sum", "mean", "max", "min", "variance", "std", "norm"] as const,
  "prod",
] as const;

type Named = Record<string, OpCase["f"]>;
const named = dg as unknown as Named;

function elementwiseCases(): [string, OpCase[]][] {
  const mixed: Point = { shape: [4], values: [-1.3, 0.4, 2.6, -0.2] };
  const domains: Record<string, Point> = Object.fromEntries(
    ["log", "log1p", "sqrt", "rsqrt"].map((name) => [name, at(4)]),
  );
  return [
    ...UNARY.map((name): [string, OpCase[]] => [
      name,
      [of(named[name], domains[name] ?? mixed)],
    ]),
    ...BINARY.map((name): [string, OpCase[]] => [
      name,
      [
        of(named[name], at(2, 2), at(2, 2)),
        of(named[name], at(2, 1), at(3)),
        of(named[name], at(), at(2)),
      ],
    ]),
    ["where", [
      of((x, y) => dg.where(dg.tensor([1, 0, 1]), x, y), at(3), at(2, 1)),
    ]],
    ["clip", [of((x) => dg.clip(x, -0.9, 1.7), mixed)]],
    ["elementwise", [
      of(
        (x, y) => {
          const f = dg.formula;
          const value = f.where(
            f.greater(f.x, f.y),
            f.mul(f.x, f.sigmoid(f.y)),
            f.softplus(f.sub(f.x, f.mul(f.y, f.y))),
          );
          return dg.elementwise(value, [x, y]);
        },
        at(3),
        at(2, 1),
      ),
    ]],
  ];
}

function reductionCases(): [string, OpCase[]][] {
  const axes = [undefined, null, 0, -1, [0, 2], []];
  const product = dg.formula.mul(dg.formula.x, dg.formula.exp(dg.formula.y));
  return [
    ...REDUCTIONS.map((name): [string, OpCase[]] => [
      name,
      axes.flatMap((axis) =>
        [false, true].map((keepdims) =>
          of((x) => dg[name](x, { axis, keepdims }), at(2, 2, 2))
        )
      ),
    ]),
    [
      "logSumExp",
      [undefined, 0, [0, 1]].flatMap((axis) =>
        [false, true].map((keepdims) =>
          of((x) => dg.logSumExp(x, { axis, keepdims }), at(2, 3))
        )
      ),
    ],
    [
      "softmax",
      [-1, 0, [0, 1]].map((axis) =>
        of((x) => dg.softmax(x, { axis }), at(2, 3))
      ),
    ],
    [
      "logSoftmax",
      [-1, 0, [0, 1]].map((axis) =>
        of((x) => dg.logSoftmax(x, { axis }), at(2, 3))
      ),
    ],
    [
      "mapSum",
      [undefined, 0, -1].flatMap((axis) =>
        [false, true].map((keepdims) =>
          of(
            (x, y) => dg.mapSum(product, [x, y], { axis, keepdims }),
            at(2, 3),
            at(3),
          )
        )
      ),
    ],
  ];
}

function found(rows: dg.Tensor): dg.Tensor {
  return dg.where(dg.notEqual(rows, rows), 0, rows);
}

const AXES = [undefined, 0, -1];

function movingCases(): [string, OpCase[]][] {
  const sliding = [
    { axis: 0, count: 3, length: 2 },
    { axis: 0, count: 2, length: 2, stride: 2 },
    { axis: -2, count: 2, length: 2, stride: 3 },
    { axis: 0, count: 2, length: 2, dilation: 3 },
    { axis: 0, count: 2, length: 2, stride: 2, dilation: 2 },
  ];
  return [
    ["reshape", [of((x) => dg.reshape(dg.transpose(x), [-1, 2]), at(2, 3))]],
    ["transpose", [
      of((x) => dg.transpose(x), at(2, 3)),
      of((x) => dg.transpose(x, [2, 0, 1]), at(2, 1, 3)),
    ]],
    ["expandDims", [of((x) => dg.expandDims(x, -1), at(2, 2))]],
    ["squeeze", [
      of((x) => dg.squeeze(x), at(1, 3, 1)),
      of((x) => dg.squeeze(x, -1), at(1, 3, 1)),
    ]],
    ["broadcastTo", [of((x) => dg.broadcastTo(x, [2, 3, 2]), at(3, 1))]],
    ["tile", [of((x) => dg.tile(x, [2, 1]), at(2, 2))]],
    [
      "repeat",
      AXES.map((axis) => of((x) => dg.repeat(x, 2, { axis }), at(2, 2))),
    ],
    [
      "flip",
      [undefined, 0, [0, 1]].map((axis) =>
        of((x) => dg.flip(x, axis), at(2, 3))
      ),
    ],
    ["roll", AXES.map((axis) => of((x) => dg.roll(x, -1, { axis }), at(2, 3)))],
    ["cumsum", AXES.map((axis) => of((x) => dg.cumsum(x, { axis }), at(2, 3)))],
    ["argmax", AXES.map((axis) => of((x) => dg.argmax(x, { axis }), at(2, 3)))],
    ["argmin", AXES.map((axis) => of((x) => dg.argmin(x, { axis }), at(2, 3)))],
    ["oneHot", [
      of((x) => dg.oneHot(x, 2), { shape: [2], values: [0.4, 1.2] }),
    ]],
    ["topK", [0, 1].map((i) => of((x) => dg.topK(x, 2)[i], at(2, 3)))],
    ["depthToSpace", [of((x) => dg.depthToSpace(x, 2), at(1, 1, 2, 4))]],
    ["spaceToDepth", [of((x) => dg.spaceToDepth(x, 2), at(1, 2, 4, 1))]],
    ["zerosLike", [of(dg.zerosLike, at(2, 3))]],
    ["onesLike", [of(dg.onesLike, at(2, 3))]],
    ["at", [of((x) => dg.at(x, 1, [1]), at(2, 3))]],
    ["slice", [of((x) => dg.slice(x, [0, 1], [2, -1]), at(2, 3))]],
    [
      "pad",
      [undefined, 0, -1.5].map((value) =>
        of((x) => dg.pad(x, [[1, 0], [0, 2]], value), at(1, 2))
      ).concat(
        (["edge", "reflect", "symmetric", "wrap"] as const).map((mode) =>
          of((x) => dg.pad(x, [[0, 0], [3, 2]], mode), at(1, 2))
        ),
      ),
    ],
    [
      "affineTransform",
      (["constant", "nearest", "reflect", "wrap"] as const).flatMap((
        fillMode,
      ) => [
        of(
          (x) =>
            dg.affineTransform(
              x,
              dg.tensor([1.2, 0.3, -1.4, -0.4, 0.9, 0.8, 0.01, 0.02]),
              { fillMode, fillValue: 0.5 },
            ),
          at(1, 2, 2, 1),
        ),
      ]).concat([
        of(
          (x, matrix) => dg.affineTransform(x, matrix, { fillMode: "wrap" }),
          ...[at(1, 2, 2, 1), {
            shape: [8],
            values: [1.2, 0.3, -0.4, -0.4, 0.9, 0.3, 0.01, 0.02],
          }],
        ),
      ]),
    ],
    [
      "concat",
      [0, -1].map((axis) =>
        of((x, y) => dg.concat([x, y, x], axis), at(2, 2), at(2, 2))
      ),
    ],
    [
      "stack",
      [undefined, 1, -1].map((axis) =>
        of((x, y) => dg.stack([x, y], axis), at(2, 2), at(2, 2))
      ),
    ],
    ["split", [
      of((x) => dg.mul(...pair(dg.split(x, 2, 0))), at(4, 2)),
      of((x) => dg.split(x, [1, 3])[1], at(2, 4)),
    ]],
    [
      "take",
      [null, 0, 1, -1].flatMap((axis) => [
        of(
          (x) => dg.take(x, dg.tensor([[1, 0], [1, -1]]), { axis }),
          at(2, 2, 2),
        ),
        of(
          (x) => found(dg.take(x, dg.tensor([1, 9, 0, -9]), { axis })),
          at(2, 2, 2),
        ),
      ]),
    ],
    ["windows", sliding.map((how) => of((x) => dg.windows(x, how), at(5, 2)))],
  ];
}

function pair([a, b]: dg.Tensor[]): [dg.Tensor, dg.Tensor] {
  return [a, b];
}

/** By the name of the op. */
export function opCases(): Map<string, OpCase[]> {
  return new Map([
    ...elementwiseCases(),
    ...reductionCases(),
    ...movingCases(),
    ...productCases(),
  ]);
}
