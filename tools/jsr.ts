/** Whether the registry of `@std` is in reach, and the flags for where it is not. */

const REGISTRY = "https://jsr.io/@std/assert/meta.json";
const PATIENCE = 3000;

/**
 * The flags that make `@std/...` resolve on this machine: none where JSR answers,
 * else the import map of our stand-ins. Says on stderr which it took.
 */
export async function importMapFlags(): Promise<string[]> {
  const { inReach, because } = await lookForJsr();
  if (inReach) {
    console.error(`@std comes from JSR (${because})`);
    return [];
  }
  console.error(`@std comes from tools/offline (${because})`);
  return [`--import-map=${import.meta.dirname}/offline/import_map.json`];
}

async function lookForJsr(): Promise<{ inReach: boolean; because: string }> {
  const told = Deno.env.get("DECOGRAD_JSR");
  if (told === "on" || told === "off") {
    return { inReach: told === "on", because: `DECOGRAD_JSR=${told}` };
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
      ? { inReach: true, because: "it answers" }
      : { inReach: false, because: `JSR answers ${answer.status}` };
  } catch {
    return { inReach: false, because: "JSR is out of reach" };
  }
}
