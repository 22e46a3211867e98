/** Threads that start in the middle of synchronous code, for which Deno loads a part of its own and runs microtasks. */

import { assertEquals } from "@std/assert";
import { importMapFlag, offlineImports } from "../../../../tools/import_map.ts";
import { ROOT } from "../../../helpers/sources.ts";

const PROGRAM = `
import * as dg from "@decograd/decograd";

Deno.test("large work in scopes", () => {
  for (let i = 0; i < 12; i++) {
    using _ = new dg.Scope();
    dg.randomNormal([1 << 20]).mul(2);
    dg.getBackend().journal?.settle();
  }
});
`;

Deno.test("threads that start in a scope are not taken for an await", async () => {
  const path = await Deno.makeTempFile({ suffix: "_test.ts" });
  try {
    await Deno.writeTextFile(path, PROGRAM);
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["test", "--quiet", "--no-check", "--allow-read"],
        ...[importMapFlag(offlineImports()), path],
      ],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(success, true, new TextDecoder().decode(stdout));
  } finally {
    await Deno.remove(path);
  }
});
