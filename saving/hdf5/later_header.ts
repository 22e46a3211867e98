/** Goes over the header of an object as files of `libver="latest"` have it, for what jsfive would read without end, or not at all. */

import { namedThings } from "./name_index.ts";
import { checkSignature, integerAt, type Reading } from "./reading.ts";

const SIGNATURE = 4, CHECKSUM = 4;
const NOTHING = 0, LINKS = 2, ATTRIBUTES = 21, MORE = 16;
/** Bits of flags: which fields there are. */
const HAS_ORDER = 4, HAS_PHASES = 16, HAS_TIMES = 32;
const COUNTS = 1;

/** Where members and attributes are described that the header itself does not. */
export interface NamedOutside {
  readonly links: readonly number[];
  readonly attributes: readonly number[];
}

/** What lies in heaps of an object; jsfive, which would go over the heap of links block by block, does not see it. */
export function outsideHeader(reading: Reading, at: number): NamedOutside {
  const { view, budget } = reading;
  checkSignature(view, at, "OHDR");
  const flags = view.getUint8(at + 5);
  const sized = at + 6 + (flags & HAS_TIMES ? 16 : 0) +
    (flags & HAS_PHASES ? 4 : 0);
  const width = 1 << (flags & 3);
  const head = 4 + (flags & HAS_ORDER ? 2 : 0);
  const start = sized + width;
  const blocks = [[start, start + integerAt(view, sized, width)]];
  const links: number[] = [], attributes: number[] = [];
  for (const [from, to] of blocks) {
    for (let next = from; next + head <= to;) {
      budget.spend(head);
      const type = view.getUint8(next);
      const place = next + head;
      next = place + view.getUint16(next + 1, true);
      if (type === MORE) {
        const block = integerAt(view, place, 8);
        const end = block + integerAt(view, place + 8, 8) - CHECKSUM;
        blocks.push([block + SIGNATURE, end]);
      }
      if (type === LINKS) {
        view.setUint8(place - head, NOTHING);
        const index = view.getUint8(place + 1) & COUNTS ? 8 : 0;
        links.push(...namedThings(reading, place + 2 + index, "link"));
      }
      if (type === ATTRIBUTES) {
        const index = view.getUint8(place + 1) & COUNTS ? 2 : 0;
        const heap = place + 2 + index;
        attributes.push(...namedThings(reading, heap, "attribute"));
      }
    }
  }
  return { links, attributes };
}
