/** Products and convolutions, with every option. */

import * as dg from "@decograd/decograd";
import { at, of, type OpCase } from "./op_case.ts";

/** By the name of the op. */
export function productCases(): [string, OpCase[]][] {
  const conv = [
    {},
    { strides: 2, padding: "same" },
    { strides: [1, 2], padding: "valid" },
    { dilationRate: [2, 1], padding: "same" },
    { dataFormat: "channels_first" },
  ] as const;
  const tails = [null, 0, [1, 0]] as const;
  return [
    ["matmul", [
      of(dg.matmul, at(2, 3), at(3, 2)),
      of(dg.matmul, at(2, 1, 2), at(2, 2)),
      of((a, b) => dg.matmul(dg.transpose(a), b), at(2, 2), at(2, 1)),
    ]],
    ["einsum", [
      of((a, b) => dg.einsum("ij,jk", a, b), at(2, 2), at(2, 1)),
      of((a) => dg.einsum("iij->j", a), at(2, 2, 1)),
      of(
        (a, b, c) => dg.einsum("...i,ij,...->...j", a, b, c),
        ...[at(2, 2), at(2, 1), at(1)],
      ),
    ]],
    [
      "conv2d",
      conv.map((options) =>
        of(
          (x, w) => dg.conv2d(x, w, options),
          "dataFormat" in options ? at(1, 2, 3, 3) : at(1, 3, 3, 2),
          at(2, 2, 2, 1),
        )
      ),
    ],
    [
      "conv2dTranspose",
      [
        ...conv,
        ...tails.map((outputPadding) => ({
          strides: 2,
          outputPadding,
        })),
      ].map((options) =>
        of(
          (x, w) => dg.conv2dTranspose(x, w, options),
          at(1, 2, 2, 2),
          at(2, 2, 1, 2),
        )
      ),
    ],
    ...volumeCases(),
  ];
}

function volumeCases(): [string, OpCase[]][] {
  const conv = [
    {},
    { strides: [2, 1, 2], padding: "same" },
    { dilationRate: [2, 1, 1], padding: "same" },
    { strides: [2, 1, 1], dilationRate: [2, 1, 1] },
    { dataFormat: "channels_first" },
  ] as const;
  return [
    [
      "conv3d",
      conv.map((options) =>
        of(
          (x, w) => dg.conv3d(x, w, options),
          "dataFormat" in options ? at(1, 1, 3, 2, 2) : at(1, 3, 2, 2, 1),
          at(2, 1, 2, 1, 1),
        )
      ),
    ],
    [
      "conv3dTranspose",
      [...conv, { strides: [2, 1, 2], outputPadding: [1, 0, 1] }]
        .map((options) =>
          of(
            (x, w) => dg.conv3dTranspose(x, w, options),
            "dataFormat" in options ? at(1, 1, 2, 1, 2) : at(1, 2, 1, 2, 1),
            at(2, 2, 1, 1, 1),
          )
        ),
    ],
  ];
}
