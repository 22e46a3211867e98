/** Goes over what a group or an array of a newer file has many of: a tree sorts it by name, and a heap holds it. */

import { openHeap } from "./fractal_heap.ts";
import { checkSignature, integerAt, NOWHERE, type Reading } from "./reading.ts";

/** Bytes of the head of a node, and of what else it has. */
const HEAD = 6, OVERHEAD = 10;
/** How deep a tree is at most. */
const DEEPEST = 8;
/** For each kind of things the number of a tree that has them by their names, and where in a record it is said where one lies. */
const KINDS = {
  link: { kind: 5, identifier: 4 },
  attribute: { kind: 8, identifier: 0 },
};

/** Where the things lie in the file, whose heap and whose tree are at the two addresses at a place; none if these are none. */
export function* namedThings(
  { view, budget }: Reading,
  place: number,
  things: keyof typeof KINDS,
): Generator<number> {
  const heap = integerAt(view, place, 8);
  const tree = integerAt(view, place + 8, 8);
  if (heap === NOWHERE || tree === NOWHERE) return;
  const { kind, identifier } = KINDS[things];
  const find = openHeap(view, heap);
  checkSignature(view, tree, "BTHD");
  const nodeBytes = view.getUint32(tree + 6, true);
  const recordBytes = view.getUint16(tree + 10, true);
  const depth = view.getUint16(tree + 12, true);
  if (view.getUint8(tree + 5) !== kind || depth > DEEPEST) {
    throw new TypeError("a tree of another kind");
  }
  const levels = levelsOf(nodeBytes, recordBytes, depth);

  function* records(
    at: number,
    count: number,
    level: number,
  ): Generator<number> {
    checkSignature(view, at, level > 0 ? "BTIN" : "BTLF");
    budget.spend(HEAD + count * recordBytes);
    let next = at + HEAD;
    for (let i = 0; i < count; i++, next += recordBytes) {
      yield find(next + identifier);
    }
    if (level === 0) return;
    const { countBytes, totalBytes } = levels[level];
    for (let i = 0; i <= count; i++) {
      const child = integerAt(view, next, 8);
      const some = integerAt(view, next + 8, countBytes);
      next += 8 + countBytes + totalBytes;
      yield* records(child, some, level - 1);
    }
  }
  const root = integerAt(view, tree + 16, 8);
  const count = view.getUint16(tree + 24, true);
  if (count > 0) yield* records(root, count, depth);
}

/** For each level of a tree, how many bytes numbers of records take in what leads to the next level. */
function levelsOf(
  nodeBytes: number,
  recordBytes: number,
  depth: number,
): { countBytes: number; totalBytes: number }[] {
  const bytesFor = (most: number) => Math.ceil(Math.log2(most + 1) / 8);
  let most = Math.floor((nodeBytes - OVERHEAD) / recordBytes), total = most;
  const levels = [{ countBytes: 0, totalBytes: 0 }];
  for (let level = 1; level <= depth; level++) {
    const countBytes = bytesFor(most);
    const totalBytes = level > 1 ? bytesFor(total) : 0;
    levels.push({ countBytes, totalBytes });
    const pointer = 8 + countBytes + totalBytes;
    most = Math.floor(
      (nodeBytes - OVERHEAD - pointer) / (recordBytes + pointer),
    );
    total = (most + 1) * total + most;
  }
  return levels;
}
