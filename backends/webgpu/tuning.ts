/** The numbers that lay kernels out, all in one place, to be changed where there is a device to measure on. */

/** A workgroup's tile of a product, and how its threads share it. */
export interface Tile {
  /** Threads one below the other, and side by side. */
  readonly threads: readonly [number, number];
  /** Rows and columns of a thread: multiples of four, since neighbours are loaded together. */
  readonly block: readonly [number, number];
  /** Terms that are in shared memory at a time: a multiple of four. */
  readonly depth: number;
  /** Whether the next terms are fetched while these are multiplied. */
  readonly isAhead: boolean;
}

/** How work is divided. */
export interface Tuning {
  /** Elements from which on an elementwise kernel or a reduction is compiled for its shape alone. */
  readonly ownElements: number;
  /** Multiplications from which on a product is compiled for its shape alone. */
  readonly ownMultiplications: number;
  /** Workgroups that keep a device busy. */
  readonly enoughGroups: number;
  /** Terms below which splitting a sum costs more than it gains: of a product, and per thread of a reduction. */
  readonly leastTerms: readonly [product: number, reduction: number];
  /** Columns up to which each thread of a product computes a row. */
  readonly fewColumns: number;
  /** Threads of such a workgroup, and the terms that it keeps in shared memory at a time. */
  readonly fewThreads: number;
  readonly fewDepth: number;
  /** Tiles, the largest first: the first that gives enough workgroups is chosen, or else the last. */
  readonly tiles: readonly Tile[];
}

/** Taken from reports about graphics cards; not measured. */
export const TUNING: Tuning = {
  ownElements: 2 ** 16,
  ownMultiplications: 2 ** 22,
  enoughGroups: 256,
  leastTerms: [256, 8],
  fewColumns: 8,
  fewThreads: 64,
  fewDepth: 128,
  tiles: [
    { threads: [16, 16], block: [8, 8], depth: 8, isAhead: true },
    { threads: [16, 16], block: [8, 4], depth: 16, isAhead: true },
    { threads: [16, 16], block: [4, 4], depth: 16, isAhead: true },
    { threads: [8, 8], block: [4, 4], depth: 8, isAhead: false },
  ],
};

/** The limits of a device on tiles. */
export interface TileLimits {
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupStorageSize: number;
}

/** Rows and columns of a tile. */
export function tileSize({ threads, block }: Tile): [number, number] {
  return [threads[0] * block[0], threads[1] * block[1]];
}

/** The tile for `batch` products of `m` rows and `n` columns. */
export function chooseTile(
  { tiles, enoughGroups }: Tuning,
  limits: TileLimits,
  { m, n, batch }: { m: number; n: number; batch: number },
): Tile {
  const fitting = tiles.filter((tile) => fits(tile, limits));
  const found = fitting.find((tile) => {
    const [rows, columns] = tileSize(tile);
    const groups = batch * Math.ceil(m / rows) * Math.ceil(n / columns);
    const filled = m * n * batch / (groups * rows * columns);
    return groups >= enoughGroups && filled >= 0.7;
  });
  return found ?? fitting.at(-1) ?? tiles[tiles.length - 1];
}

function fits(
  tile: Tile,
  { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize }:
    TileLimits,
): boolean {
  const { threads, depth } = tile, [rows, columns] = tileSize(tile);
  // Each row is padded by a vector, so that neighbouring rows lie in different banks.
  const bytes = 4 * (depth + 4) * (rows + columns);
  return threads[0] * threads[1] <= maxComputeInvocationsPerWorkgroup &&
    bytes <= maxComputeWorkgroupStorageSize;
}

/** How many slices the terms of a sum are split into. */
export function chooseSlices(
  { enoughGroups }: Tuning,
  terms: number,
  leastTerms: number,
  groups: number,
): number {
  const most = Math.floor(terms / leastTerms);
  return Math.max(1, Math.min(most, Math.ceil(enoughGroups / groups)));
}
