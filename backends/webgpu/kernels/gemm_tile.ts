/** Products by tiles: a workgroup holds a tile of both factors in shared memory, each thread a block of results. */

import { type Tile, tileSize } from "../tuning.ts";
import {
  type Factor,
  type GemmText,
  type Layout,
  range,
  SIDES,
} from "./gemm_code.ts";

const LANES = ["x", "y", "z", "w"] as const;

/** Loads of one factor, of four neighbours each. */
interface Side {
  /** Declares the tile in shared memory. */
  readonly declaration: string;
  /** Statements before the loop: which rows a thread fetches. */
  readonly before: string;
  /** Statements that fetch the terms from `base` on. */
  readonly fetch: (base: string) => string;
  /** Statements that put what was fetched into shared memory. */
  readonly keep: string;
  /** Statements that take terms `4 q` to `4 q + 3` of the thread's block from it. */
  readonly take: (q: number) => string;
  /** The element of row `i` of the block at the `t`-th of these terms. */
  readonly element: (i: number, t: number) => string;
  /** Row `i` of the block. */
  readonly row: (i: number) => string;
}

/** How a tile's threads work. */
export function tileLayout(tile: Tile, { factors }: GemmText): Layout {
  const { threads: [down, across], block: [rows, columns], depth } = tile;
  const sides = factors.map((factor, i) => sideOf(tile, factor, i as 0 | 1));
  const each = (text: (side: Side) => string): string =>
    sides.map(text).join("");
  const cells = range(rows).flatMap((i) => range(columns).map((j) => [i, j]));
  const multiply = range(depth / 4).map((q) =>
    `    {
${each(({ take }) => take(q))}${
      range(4).map((t) =>
        cells.map(([i, j]) =>
          `      s${i}_${j} = fma(${sides[0].element(i, t)}, ${
            sides[1].element(j, t)
          }, s${i}_${j});\n`
        ).join("")
      ).join("")
    }    }\n`
  ).join("");
  const { isAhead } = tile;
  return {
    tile: tileSize(tile),
    threads: down * across,
    declarations: each(({ declaration }) => declaration),
    body: `  let turn = array<u32, 2>(lane / ${across}u, lane % ${across}u);
${each(({ before }) => before)}${
      cells.map(([i, j]) => `  var s${i}_${j} = 0.0;\n`).join("")
    }${isAhead ? each(({ fetch }) => fetch("first")) : ""}
  for (var base = first; base < end; base += ${depth}) {
${isAhead ? "" : each(({ fetch }) => fetch("base"))}${each(({ keep }) => keep)}
    workgroupBarrier();
${
      isAhead
        ? each(({ fetch }) => fetch(`base + ${depth}`))
        : ""
    }${multiply}    workgroupBarrier();
  }
${
      cells.map(([i, j]) =>
        `  put(tileFirst.x + ${sides[0].row(i)}, tileFirst.y + ${
          sides[1].row(j)
        }, s${i}_${j});\n`
      ).join("")
    }`,
  };
}

/**
 * Four neighbours, terms or rows, are a vector in shared memory too: along the terms a row's vectors lie side by side,
 * else a term's.
 */
function sideOf(tile: Tile, factor: Factor, side: 0 | 1): Side {
  const { isAlong, isVector } = factor, { depth } = tile;
  const threads = tile.threads[0] * tile.threads[1];
  const extent = tileSize(tile)[side], block = tile.block[side];
  const stretch = tile.threads[side], name = SIDES[side];
  const width = isAlong ? depth / 4 : extent / 4;
  const pitch = isAlong ? width + 1 : width;
  const loads = range(Math.ceil(extent * depth / 4 / threads));
  const isWhole = extent * depth / 4 % threads === 0;
  const lanes = range(isVector ? 1 : 4);
  const guard = (i: number): string =>
    isWhole ? "" : `if (lane + ${i * threads}u < ${extent * depth / 4}u) `;
  // Neighbours are lanes of a vector, so that only the other direction changes from load to load.
  const row = (i: number, c: number): string =>
    isAlong ? `${name}R${i}` : `${name}R${i}_${c}`;
  const before = loads.map((i) => {
    const at = `let ${name}V${i} = i32(lane) + ${i * threads};`;
    const rows = isAlong
      ? [
        `  let ${
          row(i, 0)
        } = ${name}Row(tileFirst[${side}] + ${name}V${i} / ${width});\n`,
      ]
      : lanes.map((c) =>
        `  let ${
          row(i, c)
        } = ${name}Row(tileFirst[${side}] + ${name}V${i} % ${width} * 4 + ${c});\n`
      );
    return `  ${at}\n${rows.join("")}  var ${name}F${i} = vec4f();\n`;
  }).join("");
  const fetch = (base: string): string =>
    loads.map((i) => {
      const term = isAlong
        ? `${name}V${i} % ${width} * 4`
        : `${name}V${i} / ${width}`;
      const value = lanes.map((c) =>
        `${name}At(${row(i, c)} + ${name}Term(${base} + ${term} + ${
          isAlong ? c : 0
        }, end))`
      );
      return `    ${guard(i)}{ ${name}F${i} = vec4f(${value.join(", ")}); }\n`;
    }).join("");
  const keep = loads.map((i) => {
    const place =
      `${name}V${i} / ${width} * ${pitch} + ${name}V${i} % ${width}`;
    return `    ${guard(i)}{ ${name}Tile[${place}] = ${name}F${i}; }\n`;
  }).join("");
  const take = (q: number): string => {
    const turn = `i32(turn[${side}])`;
    if (isAlong) {
      return range(block).map((i) =>
        `      let ${name}${i} = ${name}Tile[(${turn} + ${
          i * stretch
        }) * ${pitch} + ${q}];\n`
      ).join("");
    }
    return range(4).flatMap((t) =>
      range(block / 4).map((g) =>
        `      let ${name}${t}_${g} = ${name}Tile[${
          (4 * q + t) * pitch
        } + ${turn} + ${g * stretch}];\n`
      )
    ).join("");
  };
  return {
    declaration: `var<workgroup> ${name}Tile: array<vec4f, ${
      isAlong ? extent * pitch : depth * pitch
    }>;\n`,
    ...{ before, fetch, keep, take },
    element: (i, t) =>
      isAlong
        ? `${name}${i}.${LANES[t]}`
        : `${name}${t}_${i >> 2}.${LANES[i & 3]}`,
    row: (i) =>
      isAlong
        ? `i32(turn[${side}]) + ${i * stretch}`
        : `(i32(turn[${side}]) + ${(i >> 2) * stretch}) * 4 + ${i & 3}`,
  };
}
