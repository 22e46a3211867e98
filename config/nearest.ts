/** The names that were probably meant. */

/** Characters beyond which a name is no misspelling of one of ours. */
const LONGEST = 64;

/** Of `names`, at most three that are near to `name`, nearest first: a few letters differ, or it begins them. */
export function nearest(name: string, names: readonly string[]): string[] {
  if (name.length > LONGEST) return [];
  const wanted = plain(name), far = Math.max(2, wanted.length / 2);
  return names
    .filter((known) => known.length <= 2 * LONGEST)
    .map((known) => ({ known, distance: distanceOf(wanted, plain(known)) }))
    .filter(({ distance }) => distance <= far)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ known }) => known);
}

/** Names that differ in case and underscores alone are meant as one. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}

/** How many letters differ (Levenshtein, 1965); what is cut short differs by one. */
function distanceOf(a: string, b: string): number {
  if (a.length > 1 && a !== b && b.startsWith(a)) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const put = row[j] + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(put, row[j + 1] + 1, next[j] + 1));
    }
    row = next;
  }
  return row[b.length];
}
