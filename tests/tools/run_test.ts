import { assertEquals } from "@std/assert";
import { commandOf, JOBS } from "../../tools/run.ts";

Deno.test("the decoder may call foreign functions where blas is chosen, and only there", () => {
  const cases: [string, boolean][] = [
    ["", false],
    ["--backend blas", true],
    ["--backend=blas", true],
    ["--epochs 2 --backend blas --seed 1", true],
    ["--backend wasm", false],
    ["--out blas", false],
    ["--data my--backend blas2", false],
  ];
  for (const [line, expected] of cases) {
    const args = line.split(" ");
    const command = commandOf(JOBS.decoder, args);
    assertEquals(command.includes("--allow-ffi"), expected, line);
    assertEquals(command.slice(-args.length), args);
    const target = command.indexOf("examples/vae/main.ts");
    // Behind the target it would be an argument of the program.
    assertEquals(command.indexOf("--allow-ffi") < target, true);
  }
});

Deno.test("a path stands for all that is looked at otherwise, an option does not", () => {
  const { check } = JOBS;
  assertEquals(commandOf(check, []), ["--doc", "."]);
  assertEquals(commandOf(check, ["--quiet"]), ["--doc", "--quiet", "."]);
  assertEquals(commandOf(check, ["mod.ts"]), ["--doc", "mod.ts"]);
});
