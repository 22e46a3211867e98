/** Examples in several processes: the first one alone has the results. */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Group } from "@decograd/decograd/distributed";
import { UserError } from "../../examples/shared/run.ts";
import { shareOf } from "../../examples/shared/together.ts";
import { begin } from "../../examples/shared/training.ts";
import { alone, testOnMpi } from "../helpers/mpi.ts";
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
        ...["--threads", "1", "--distributed", "--batch-size"],
      ];
      const two = await mpirun(2, program, ...args, "8", "--epochs", "1");
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
      // One process goes on with what two have trained, as long as it takes its samples as they do.
      const goOn = ["8", "--resume", "--epochs", "2"];
      const single = args.filter((one) => one !== "--distributed");
      const other = await alone(program, ...single, ...goOn);
      assertEquals(other.code, 2);
      assertMatch(
        other.err,
        /Cannot resume: expected --distributed, as in the earlier run, received no --distributed/,
      );
      const one = await alone(program, ...args, ...goOn);
      assertEquals([one.code, one.err], [0, ""]);
      assertMatch(one.out, /^trained in/m);

      const odd = await mpirun(2, program, ...args, "7");
      assertEquals(odd.code, 2);
      assertMatch(
        odd.err,
        /expected a --batch-size that 2 processes can share/,
      );

      // Ctrl-C reaches all of them; the first one has more to do than the others.
      await Deno.remove(out, { recursive: true });
      const more = [...args, "8", "--epochs", "10000"];
      const stopped = await mpirun(
        {
          processes: 2,
          onLine: (line, child) => {
            if (line.startsWith("epoch 1/")) child.kill("SIGINT");
          },
        },
        program,
        ...more,
      );
      assertEquals(stopped.err, "");
      for (const name of pictures) assert(Deno.statSync(`${out}/${name}`));
    });
  }, library);
}

Deno.test("threads are refused where they mean nothing", async () => {
  for (const backend of ["reference", "webgpu", "auto"] as const) {
    await assertRejects(
      () => begin({ backend, threads: 2, seed: 0 }),
      UserError,
      `Cannot use --threads: expected --backend wasm or blas, received ${backend}`,
    );
  }
});

Deno.test("one process takes the samples of a batch that two share, in the same order", async () => {
  const images = Object.assign(
    { data: Float32Array.from({ length: 12 }, (_, i) => i) },
    { shape: [12, 1] },
  );
  const batches = async (size: number, rank: number) => {
    const group = new Group({
      ...{ rank, size, meet() {}, broadcast() {}, finish() {} },
      ...{ allReduce: () => ({ end() {} }), allGather: (_, x) => x },
    });
    const options = { distributed: true, seed: 3, batchSize: 4 };
    const { x } = shareOf(images, group, options);
    const all: number[][] = [];
    for await (
      const [[batch]] of x as AsyncIterable<[[{ data: Float32Array }]]>
    ) {
      all.push([...batch.data]);
    }
    return all;
  };
  const [one, first, second] = [
    await batches(1, 0),
    await batches(2, 0),
    await batches(2, 1),
  ];
  assertEquals(
    one.map((batch) => batch.toSorted()),
    first.map((batch, i) => [...batch, ...second[i]].toSorted()),
  );
});
