import { assertEquals } from "@std/assert";
import { commandOf, JOBS, missingPath } from "../../tools/run.ts";
import { ROOT } from "../helpers/sources.ts";

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

Deno.test("what can only be a path and is not there is told", async () => {
  const cases: [line: string, missing: string | undefined][] = [
    ["", undefined],
    ["tests/tools", undefined],
    ["nosuch", "nosuch"],
    ["tests/tools nosuch -q", "nosuch"],
    ["-q nosuch", "nosuch"],
    ["--filter nosuch tests", undefined],
    ["--filter=a nosuch", "nosuch"],
    ["-c nosuch", undefined],
    ["tests/**/run_test.ts file:///nosuch", undefined],
  ];
  for (const [line, missing] of cases) {
    const args = line.split(" ").filter((arg) => arg !== "");
    assertEquals(await missingPath(args), missing, line);
  }
});

Deno.test("a path stands for all that is looked at otherwise, an option does not", () => {
  const { check } = JOBS;
  assertEquals(commandOf(check, []), ["--doc", "."]);
  assertEquals(commandOf(check, ["--quiet"]), ["--doc", "--quiet", "."]);
  assertEquals(commandOf(check, ["mod.ts"]), ["--doc", "mod.ts"]);
});

Deno.test({
  name:
    "tests look for WebGPU without OpenGL, whose library frees twice what threads leave when a process ends",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const source = `await navigator.gpu.requestAdapter();
      console.log(/libEGL/.test(Deno.readTextFileSync("/proc/self/maps")));`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", source],
      clearEnv: true,
      env: { ...JOBS.test.env },
    }).output();
    assertEquals(new TextDecoder().decode(stdout), "false\n");
  },
});

Deno.test({
  name:
    "a signal is handed to the program that runs, not to one that has ended",
  // Windows knows but one of them.
  ignore: Deno.build.os === "windows",
  async fn() {
    const source = `import { spawn } from "${new URL("tools/spawn.ts", ROOT)}";
      await spawn(["eval", ""]);
      const code = await spawn(["eval", \`
        Deno.addSignalListener("SIGTERM", () => Deno.exit(7));
        setInterval(() => {}, 1e6);
        console.log("ready");\`]);
      console.log("exit", code);`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", source],
      stdout: "piped",
    }).spawn();
    let said = "";
    for await (
      const text of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      said += text;
      if (text.includes("ready")) child.kill("SIGTERM");
    }
    assertEquals([said, (await child.status).code], ["ready\nexit 7\n", 0]);
  },
});
