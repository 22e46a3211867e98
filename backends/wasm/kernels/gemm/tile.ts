/** The tiles of C that the micro-kernel keeps in registers. */

import type { TileName } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";

/** Columns of a packed panel of B. */
export const COLUMNS = 8;
/** Bytes of a row of such a panel. */
export const PANEL_ROW_BYTES: number = COLUMNS * FLOAT_BYTES;
/** Rows of a tile, and how many panels of B it is wide. */
export interface Tile {
  readonly rows: 4 | 6 | 8;
  readonly panels: 1 | 2;
}

/** The tiles by name. */
export const TILES: Readonly<Record<TileName, Tile>> = {
  /** Fits sixteen registers. */
  "4x8": { rows: 4, panels: 1 },
  /** Fills sixteen, where multiplying and adding is one instruction: twelve sums hide how long it takes, eight do not. */
  "6x8": { rows: 6, panels: 1 },
  /** Fits thirty-two. */
  "8x8": { rows: 8, panels: 1 },
  /** Fits sixteen of twice the width, where an engine joins neighbouring vectors to use them. */
  "4x16": { rows: 4, panels: 2 },
};

/** All tiles, the one first that fits everywhere. */
export const TILE_NAMES = Object.keys(TILES) as TileName[];

/** Rows of the lowest tiles, which multiply what higher ones leave. */
export const LOW = 4;
