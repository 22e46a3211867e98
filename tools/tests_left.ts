/** Says before tests start how long they take, and while they run how many are left. */

import { ROOT } from "./import_map.ts";

/** Minutes that all tests take on one core: where there is a graphics card or none, and where software stands in for one. */
const MINUTES = [16, 30] as const;
const SKIPPED = new Set(["node_modules", "out", "fixtures"]);
/** How Deno names the file whose tests run: before each test where files run side by side, else before the first. */
const OF_FILE =
  // deno-lint-ignore no-control-regex
  /^((?:\x1b\[[\d;]*m)*)(?=running \d+ tests? from (\S+)|(\.\/\S+) => )/gm;
/** The beginning of a line that may yet name one. */
const UNDECIDED =
  // deno-lint-ignore no-control-regex
  /^(?:\x1b\[[\d;]*m)*(?:$|r.*$|\.(?:\/\S*)?(?: =?>?)?$|\x1b(?:$|\[[\d;]*$))/;

/** How many files of tests lie in these files and folders, which are relative to the root. */
export async function countTests(
  paths: readonly string[],
  root: URL = ROOT,
): Promise<number> {
  let files = 0;
  for (const path of paths) {
    const at = new URL(path, root);
    const { isDirectory } = await Deno.stat(at);
    if (isDirectory) {
      const folder = new URL(path.replace(/\/*$/, "/"), root);
      const names: string[] = [];
      for await (const { name } of Deno.readDir(folder)) {
        if (!SKIPPED.has(name) && !name.startsWith(".")) names.push(name);
      }
      files += await countTests(names, folder);
    } else if (path.endsWith("_test.ts")) files++;
  }
  return files;
}

/** What is said before they start. */
export function announcement(
  files: number,
  { which, cores }: { which: "all" | "quick" | "some"; cores: number },
): string {
  const what = `${files} files of tests`;
  if (which === "some") return what;
  if (which === "quick") {
    return `${what}: about a minute on two quiet cores (deno task test runs all)`;
  }
  const [least, most] = MINUTES.map((all) => Math.ceil(all / cores));
  const time = least === most ? `${least}` : `${least} to ${most}`;
  return `${what}: about ${time} minute${
    most > 1 ? "s" : ""
  } on ${cores} quiet cores, most where software stands in for a graphics card (deno task test:quick takes about one)`;
}

/** What Deno says, with the number of files that have begun, of all. */
export function numbered(total: number): TransformStream<string, string> {
  const begun = new Set<string>();
  let held = "";
  const number = (text: string): string =>
    text.replace(OF_FILE, (start, _, running, file) => {
      begun.add(running ?? file);
      return `${start}[${begun.size}/${total}] `;
    });
  return new TransformStream({
    transform(chunk, controller) {
      const text = held + chunk;
      const end = text.lastIndexOf("\n") + 1;
      // Any other line is shown as it comes.
      const waits = UNDECIDED.test(text.slice(end));
      held = waits ? text.slice(end) : "";
      controller.enqueue(number(waits ? text.slice(0, end) : text));
    },
    flush: (controller) => controller.enqueue(number(held)),
  });
}
