/** Listens to warnings. */

/** What is warned of, by `console.warn`, while `f` runs. */
export function warningsOf(f: () => void): string[] {
  const said: string[] = [];
  const { warn } = console;
  console.warn = (...words: unknown[]) => said.push(words.join(" "));
  try {
    f();
  } finally {
    console.warn = warn;
  }
  return said;
}
