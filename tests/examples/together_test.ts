/** Examples in several processes: the first one alone has the results. */

import { assertEquals, assertMatch } from "@std/assert";
import { testOnMpi } from "../helpers/mpi.ts";
import { withImages } from "../helpers/run_example.ts";

for (
  const [example, library, pictures] of [
    ["vae", "MPICH", ["reconstructions.png", "samples.png"]],
    ["dcgan", "Open MPI", ["samples.png"]],
  ] as const
) {
  testOnMpi(`${example} trains in two processes`, async (mpirun) => {
    await withImages(async (folder) => {
      const program = `examples/${example}/main.ts`, out = `${folder}/out`;
      const args = [
        ...["--data", `${folder}/images`, "--images", "8", "--out", out],
        ...["--epochs", "1", "--distributed", "--batch-size"],
      ];
      const two = await mpirun(2, program, ...args, "8");
      assertEquals([two.code, two.err], [0, ""]);
      // One process speaks for both: what it says is there once.
      const said = two.out.trim().split("\n");
      assertEquals(said, [...new Set(said)]);
      for (const line of [/^reading /gm, /^8 images, /gm, /^trained in/gm]) {
        assertEquals(two.out.match(line)?.length, 1);
      }
      const names = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
      const files = ["checkpoint.safetensors", "weights.safetensors"];
      assertEquals(names, [...files, ...pictures].sort());

      // Both leave this to the same code.
      if (example !== "vae") return;
      const odd = await mpirun(2, program, ...args, "7");
      assertEquals(odd.code, 2);
      assertMatch(
        odd.err,
        /expected a --batch-size that 2 processes can share/,
      );
    });
  }, library);
}
