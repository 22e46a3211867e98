/** How wide text can be, whatever font there is: as in wide ones. */

/** Parts of the font size: of narrow letters, wide ones, capitals, and others. */
const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[ijl|!.,:;'`()[\]{}/\\ ]/, 0.42],
  [/[mwMW@%—…]/, 1.05],
  [/[A-Z&<>=+~#]/, 0.86],
  [/[a-z0-9_$?*"^-]/, 0.68],
];

/** The width of a line of text of a size in pixels. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, letter) => {
    const [, width] = WIDTHS.find(([letters]) => letters.test(letter)) ??
      [, 1.1];
    return sum + width! * size;
  }, 0);
}
