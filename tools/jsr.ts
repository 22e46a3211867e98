/** Whether the registry of `@std` is in reach, and the flags for where it is not. */

import { importMapFlag, offlineImports } from "./import_map.ts";

const REGISTRY = "https://jsr.io/@std/assert/meta.json";
const PATIENCE = 3000;

// Asked for once.
let inReach: Promise<boolean> | undefined;

/**
 * The flags that make `@std/...` resolve on this machine: none where JSR answers,
 * else an import map with the stand-ins of the checkout at `root`. Says on stderr
 * which it took.
 */
export async function importMapFlags(root?: URL): Promise<string[]> {
  inReach ??= lookForJsr();
  return await inReach ? [] : [importMapFlag(offlineImports(root))];
}

async function lookForJsr(): Promise<boolean> {
  const [found, because] = await askJsr();
  const source = found ? "JSR" : "tools/offline";
  console.error(`@std comes from ${source} (${because})`);
  return found;
}

async function askJsr(): Promise<[found: boolean, because: string]> {
  const told = Deno.env.get("DECOGRAD_JSR");
  if (told === "on" || told === "off") {
    return [told === "on", `DECOGRAD_JSR=${told}`];
  }
  if (told !== undefined && told !== "") {
    throw new RangeError(
      `Cannot read DECOGRAD_JSR: expected on or off, received ${told}`,
    );
  }
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(REGISTRY, { signal });
    await answer.body?.cancel();
    return answer.ok
      ? [true, "it answers"]
      : [false, `JSR answers ${answer.status}`];
  } catch {
    return [false, "JSR is out of reach"];
  }
}
