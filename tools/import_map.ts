/** The import map that stands in for deno.json's where JSR is out of reach. */

import config from "../deno.json" with { type: "json" };

/** What we use of `@std`, and the stand-ins for it. */
const STAND_INS: Readonly<Record<string, string>> = {
  "@std/assert": "assert.ts",
  "@std/cli/parse-args": "parse_args.ts",
  "@std/testing/mock": "mock.ts",
};

/** The root of this checkout. */
export const ROOT = new URL("../", import.meta.url);

/** What is imported by name, and where it lies. */
export type Imports = Readonly<Record<string, string>>;

/** Packages of npm as deno.json has them, the entry points and the stand-ins of the checkout at `root`. */
export function offlineImports(root: URL = ROOT): Imports {
  const { name, imports, exports } = config;
  const at = (path: string) => new URL(path, root).href;
  const packages = Object.entries(imports)
    .filter(([, address]) => address.startsWith("npm:"))
    // A map given by a flag leads to no file of a package unless it says so.
    .flatMap(([name, address]) => [
      [name, address],
      [`${name}/`, `${address.replace("npm:", "npm:/")}/`],
    ]);
  return Object.fromEntries([
    ...packages,
    ...Object.entries(exports)
      .map(([entry, path]) => [entry.replace(".", name), at(path)]),
    ...Object.entries(STAND_INS)
      .map(([name, file]) => [name, at(`tools/offline/${file}`)]),
  ]);
}

/** The flag by which Deno imports so. */
export function importMapFlag(
  imports: Imports,
  scopes: Readonly<Record<string, Imports>> = {},
): string {
  const map = encodeURIComponent(JSON.stringify({ imports, scopes }));
  return `--import-map=data:application/json,${map}`;
}
