/** The filters of lines: each byte was stored less what its neighbours tell of it. */

/** Undoes the filter of a line, in place; `above` is the line before, undone, and `step` the bytes of a pixel. */
type Undo = (line: Uint8Array, above: Uint8Array, step: number) => void;

/** By their number; bytes wrap around. */
export const FILTERS: readonly Undo[] = [
  function none() {},
  function sub(line, _above, step) {
    for (let i = step; i < line.length; i++) line[i] += line[i - step];
  },
  function up(line, above) {
    for (let i = 0; i < line.length; i++) line[i] += above[i];
  },
  function average(line, above, step) {
    for (let i = 0; i < line.length; i++) {
      const left = i < step ? 0 : line[i - step];
      line[i] += (left + above[i]) >> 1;
    }
  },
  function paeth(line, above, step) {
    for (let i = 0; i < line.length; i++) {
      const left = i < step ? 0 : line[i - step];
      const corner = i < step ? 0 : above[i - step];
      line[i] += nearest(left, above[i], corner);
    }
  },
];

/** Of the three the one that `left + up - corner` lies nearest to (Paeth 1991). */
function nearest(left: number, up: number, corner: number): number {
  const byLeft = Math.abs(up - corner);
  const byUp = Math.abs(left - corner);
  const byCorner = Math.abs(left + up - 2 * corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}
