/** What somebody may have meant who misspelt a name. */

/** Of some names the one that is nearest to what was written; undefined where none is near. */
export function nearest(
  written: string,
  names: readonly string[],
): string | undefined {
  const wanted = plain(written);
  const far = Math.ceil(wanted.length / 3);
  const [first] = names
    .map((name) => ({ name, distance: distanceOf(wanted, plain(name)) }))
    .filter(({ distance }) => distance <= far)
    .sort((a, b) => a.distance - b.distance);
  return first?.name;
}

/** Names that differ in case, dashes and the like are meant as one. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** How many letters have to be changed, put in or left out (Levenshtein); one if the rest of the name is missing. */
function distanceOf(a: string, b: string): number {
  if (a.length > 1 && a !== b && b.startsWith(a)) return 1;
  // Of each beginning of `a`, how far it is from the beginning of `b` so far.
  let distances = Array.from({ length: a.length + 1 }, (_, i) => i);
  for (const [j, letter] of [...b].entries()) {
    const next = [j + 1];
    for (let i = 0; i < a.length; i++) {
      const changed = distances[i] + (a[i] === letter ? 0 : 1);
      next.push(Math.min(changed, distances[i + 1] + 1, next[i] + 1));
    }
    distances = next;
  }
  return distances[a.length];
}
