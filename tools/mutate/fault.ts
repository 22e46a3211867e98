/** A small fault that can be put into the code, and who should notice it. */

/** One place in the code, and what is wrong there instead. */
export interface Fault {
  /** The file, from the root of the repository. */
  readonly file: string;
  /** What stands there; it occurs once in the file. */
  readonly text: string;
  /** What stands there instead. */
  readonly replacement: string;
  /** What goes wrong. */
  readonly why: string;
  /** The files of tests that should notice. */
  readonly tests: readonly string[];
}

/** The code of a file with a fault in it. */
export function withFault(
  code: string,
  { file, text, replacement }: Fault,
): string {
  const at = code.indexOf(text);
  if (at < 0 || code.indexOf(text, at + 1) >= 0) {
    throw new RangeError(
      `Cannot put a fault into ${file}: expected its text once, received ${
        at < 0 ? "none of" : "more of"
      } ${JSON.stringify(text)}`,
    );
  }
  return code.slice(0, at) + replacement + code.slice(at + text.length);
}
