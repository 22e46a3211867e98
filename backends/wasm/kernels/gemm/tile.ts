/** The micro-kernel of the GEMM, and the tiles of C that it keeps in registers. */

import {
  f32x4,
  type Func,
  i32,
  madd,
  type ModuleBuilder,
  v128,
} from "../../assembler/mod.ts";
import type { TileName } from "../../runtime.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "../../sizes.ts";

/** Columns of a packed panel of B. */
export const COLUMNS = 8;
/** Bytes of a row of such a panel. */
export const PANEL_ROW_BYTES: number = COLUMNS * FLOAT_BYTES;
/** Rows of the tile that the micro-kernel keeps in registers, and how many panels of B it is wide. */
export const TILES: Readonly<Record<TileName, { rows: 4 | 8; panels: 1 | 2 }>> =
  {
    /** Fits sixteen registers. */
    "4x8": { rows: 4, panels: 1 },
    /** Fits thirty-two. */
    "8x8": { rows: 8, panels: 1 },
    /** Fits sixteen of twice the width, where an engine joins neighbouring vectors to use them. */
    "4x16": { rows: 4, panels: 2 },
  };

/** All tiles, the one first that fits everywhere. */
export const TILE_NAMES = Object.keys(TILES) as TileName[];

/** The parameters of a tile but for its rows of C. */
const TILE = {
  depth: "size",
  a: "pointer",
  b: "pointer",
  panelBytes: "size",
  rowBytes: "size",
  accumulate: "size",
} as const;
type RowName = `row${number}`;
type TileSignature = typeof TILE & Readonly<Record<RowName, "pointer">>;
/** A micro-kernel. */
export type TileFunc = Func<"void", TileSignature>;

/** A value for each row of a tile, by name. */
export function byRow<T>(
  tileRows: number,
  make: (row: number) => T,
): Record<RowName, T> {
  const rows = Array.from({ length: tileRows }, (_, i) => [`row${i}`, make(i)]);
  return Object.fromEntries(rows);
}

/** The micro-kernel: sums over packed A and B of 8 columns or two times 8, or of 4 for the narrow end of B. */
export function defineTile(
  module: ModuleBuilder,
  tileRows: number,
  { panels, vectors }: { panels: number; vectors: number },
  relaxedMadd: boolean,
): TileFunc {
  const params: TileSignature = {
    ...TILE,
    ...byRow(tileRows, () => "pointer" as const),
  };
  return module.define({ params }, (f, p) => {
    const { depth, a, b, panelBytes, rowBytes, accumulate } = p;
    const rows = Object.values(byRow(tileRows, (i) => p[`row${i}`]));
    const from = Array.from(
      { length: panels },
      (_, i) => i === 0 ? b : f.address(i32.add(b, panelBytes)),
    );
    const right = from.flatMap((panel) =>
      Array.from({ length: vectors }, (_, i) => ({
        ...{ panel, offset: i * VECTOR_BYTES, value: f.local("v128") },
      }))
    );
    const sums = rows.map(() => right.map(() => f.local("v128")));
    const left = f.local("v128"), factor = f.local("v128");
    f.while(depth, () => {
      right.forEach(({ panel, offset, value }) =>
        f.set(value, v128.load(panel, offset))
      );
      sums.forEach((row, m) => {
        const lane = m % LANES;
        if (lane === 0) f.set(left, v128.load(a, m * FLOAT_BYTES));
        // A shuffle occupies the units that multiply, a load those that check bounds. One load to three shuffles is
        // fastest: 88% of the speed of multiplying alone, against 82% with shuffles only.
        f.set(
          factor,
          lane === 0
            ? v128.load32Splat(a, m * FLOAT_BYTES)
            : f32x4.shuffle(left, left, [lane, lane, lane, lane]),
        );
        row.forEach((sum, i) =>
          f.set(sum, madd(factor, right[i].value, sum, relaxedMadd))
        );
      });
      f.increase(a, tileRows * FLOAT_BYTES);
      from.forEach((panel) => f.increase(panel, rowBytes));
      f.increase(depth, -1);
    });
    f.if(accumulate, () => {
      sums.forEach((row, m) =>
        row.forEach((sum, i) =>
          f.set(sum, f32x4.add(sum, v128.load(rows[m], i * VECTOR_BYTES)))
        )
      );
    });
    sums.forEach((row, m) =>
      row.forEach((sum, i) => f.do(v128.store(rows[m], sum, i * VECTOR_BYTES)))
    );
  });
}
