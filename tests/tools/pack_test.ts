/** The package of npm, in Node: it trains as the sources do in Deno. */

import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { importMapFlag, offlineImports } from "../../tools/import_map.ts";
import { packageJson, SIDE_EFFECTS } from "../../tools/pack/package_json.ts";
import { inFolder } from "../helpers/folder.ts";
import { ROOT, sourceFiles } from "../helpers/sources.ts";
import { thorough } from "../helpers/thorough.ts";

const NAME = config.name;
const ENTRIES = Object.keys(config.exports)
  .map((entry) => entry.replace(".", NAME));
/** What is run: the first imports the second. */
const PROGRAMS = ["packed_step.mjs", "packed_training.mjs"];
/** Rooms that are not packed. */
const OTHERS: readonly string[] = config.publish.exclude;
/** A statement of a module that declares nothing: a call, an assignment, a loop, an import for what it does. */
const STATEMENT =
  /^(?:import "|(?!import\b|super\b)[\w$.]+(?:\[.*\])?(?:\(| [-+*/|&?]*= )|for |if |while |try |switch |await |[[({])/m;
/** Multiplies and adds as Deno does; Node 20 can, but does not by itself. */
const FUSED = ["--experimental-wasm-relaxed-simd"];

const missing = await findMissing();
const ignore = missing !== undefined;
const because = ignore ? ` (${missing})` : "";

async function findMissing(): Promise<string | undefined> {
  try {
    await run("npm", ["--version"], ".");
    await run("node", ["--version"], ".");
  } catch (error) {
    return `no npm: ${(error as Error).message}`;
  }
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string | URL,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  if (!success) throw new Error(`${command} ${args.join(" ")}\n${out}${err}`);
  return out;
}

/** Packs into a folder, and installs what was packed in an empty one, which it returns. */
async function install(
  folder: string,
  flags: readonly string[],
  ...others: string[]
): Promise<string> {
  const deno = ["run", "-A", "--no-lock", "--no-check"];
  const map = importMapFlag(offlineImports());
  const program = ["tools/pack/main.ts", "--out", folder, ...flags];
  await run(Deno.execPath(), [...deno, map, ...program], ROOT);
  const app = `${folder}/app`;
  await Deno.mkdir(app);
  await Deno.writeTextFile(`${app}/package.json`, '{"type":"module"}');
  const tarball = `../decograd-decograd-${config.version}.tgz`;
  const quick = ["--no-audit", "--no-fund", "--prefer-offline"];
  await run("npm", ["install", ...quick, tarball, ...others], app);
  for (const program of PROGRAMS) {
    await Deno.copyFile(
      new URL(`tests/programs/${program}`, ROOT),
      `${app}/${program}`,
    );
  }
  return app;
}

/** What the program says. */
interface Said {
  readonly trained: {
    readonly threads: unknown;
    readonly losses: readonly number[];
    readonly bits: unknown;
  };
  readonly kept: boolean;
}

/** What it says in Deno, of the sources. */
async function inDeno(folder: string): Promise<Said> {
  const map = importMapFlag(offlineImports());
  const deno = ["run", "-A", "--no-lock", "--no-check", map];
  const args = [JSON.stringify(ENTRIES), `${folder}/deno.keras`];
  const program = `tests/programs/${PROGRAMS[0]}`;
  return JSON.parse(
    await run(Deno.execPath(), [...deno, program, ...args], ROOT),
  );
}

/** What it says in another runtime, of what was packed. */
async function elsewhere(
  app: string,
  [command, ...flags]: readonly string[],
): Promise<unknown> {
  const args = [PROGRAMS[0], JSON.stringify(ENTRIES), "node.keras"];
  return JSON.parse(await run(command, [...flags, ...args], app));
}

Deno.test({
  name: `what npm installs trains in Node bit for bit as in Deno${because}`,
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const app = await install(folder, ["--no-types"]);
      const isOld = (await run("node", ["--version"], app)).startsWith("v20.");
      const expected = await inDeno(folder);
      assert(expected.kept);
      const { threads, losses: [first, , last] } = expected.trained;
      assertEquals(threads, { 1: 1, 2: 2 });
      assert(last < first, `${first}, ${last}`);
      const flags = isOld ? FUSED : [];
      assertEquals(await elsewhere(app, ["node", ...flags]), expected);
      const trained = await runBundled(
        app,
        `import { train } from "./${PROGRAMS[1]}";
        console.log(JSON.stringify(await train()));`,
        flags,
      );
      assertEquals(JSON.parse(trained), expected.trained);
      const sum = await runBundled(
        app,
        `import { ones } from "${NAME}";
        console.log((await ones([2]).add(1).data()).join());`,
      );
      assertEquals(sum, "2,2\n");
    }),
});

/** What a program says in Node when esbuild has left out what it does not use, and made the rest small. */
async function runBundled(
  app: string,
  code: string,
  flags: readonly string[] = [],
): Promise<string> {
  await Deno.writeTextFile(`${app}/entry.mjs`, code);
  const deno = ["run", "-A", "--no-lock", "--no-config"];
  const esbuild = [config.imports.esbuild, "entry.mjs", "--bundle", "--minify"];
  const options = ["--format=esm", "--target=es2022", "--log-level=error"];
  const to = ["--outfile=bundle.mjs"];
  await run(Deno.execPath(), [...deno, ...esbuild, ...options, ...to], app);
  return await run("node", [...flags, "bundle.mjs"], app);
}

Deno.test("package.json names the repository where it is known, for npm holds to it where a package was built", () => {
  const packed = { name: NAME, version: "0", exports: {}, dependencies: {} };
  const address = "https://git.example/decograd/decograd";
  assertEquals(packageJson(packed, address).repository, {
    type: "git",
    url: `git+${address}.git`,
  });
  assertEquals("repository" in packageJson(packed), false);
});

/** Names are types: those of each table are taken, and others are not. */
const NAMED = `
import * as dg from "${NAME}";

const { layers } = dg;
const model = new dg.Sequential([
  dg.Input([8, 8, 3]),
  new layers.Conv2D(4, 3, {
    activation: "hard_swish",
    kernelInitializer: "he_normal",
    kernelRegularizer: "l2",
    kernelConstraint: "non_neg",
  }),
  // @ts-expect-error No activation has this name.
  new layers.Activation("rely"),
]);
model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy", "f1_score"] });
// @ts-expect-error No optimizer has this name.
model.compile({ optimizer: "adamo", loss: "mse" });
`;

Deno.test("tables whose names are types say what is in them, for declarations lose what was imported", async () => {
  const files = (await sourceFiles("")).filter((path) =>
    !OTHERS.includes(path.split("/")[0])
  );
  const sources = await Promise.all(
    files.map((path) => Deno.readTextFile(new URL(path, ROOT))),
  );
  const names = new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/keyof typeof (\w+)/g)].map(([, name]) => name)
    ),
  );
  const silent: string[] = [];
  sources.forEach((text, i) => {
    for (
      const [, name, body] of text.matchAll(
        /^export const (\w+) = \{([^{}]*)\}(?! as const)/gm,
      )
    ) {
      const isImported = /(?:^|,)\s*(?:\.\.\.)?[A-Za-z]\w*\s*(?=,|$)/.test(
        body,
      );
      if (names.has(name) && isImported) silent.push(`${files[i]}: ${name}`);
    }
  });
  assertEquals(silent, []);
});

Deno.test("what modules do when they are loaded is known to npm", async () => {
  const found: string[] = [];
  for (const path of await sourceFiles("")) {
    const [room] = path.split("/");
    if (OTHERS.includes(room)) continue;
    const text = await Deno.readTextFile(new URL(path, ROOT));
    if (STATEMENT.test(text)) found.push(path);
  }
  // It hands on what they export.
  found.push("mod.ts");
  assertEquals(found.toSorted(), SIDE_EFFECTS.toSorted());
});

Deno.test({
  name: `so it does in Node 20, 22 and 24${because}`,
  ignore: ignore || !thorough(),
  fn: () =>
    inFolder(async (folder) => {
      const app = await install(folder, ["--no-types"]);
      const expected = await inDeno(folder);
      for (const [version, flags] of [["20", FUSED], ["22", []], ["24", []]]) {
        const npx = ["npx", "--yes", "--package", `node@${version}`, "node"];
        const said = await elsewhere(app, [...npx, ...flags]);
        assertEquals(said, expected, `Node ${version}`);
      }
    }),
});

Deno.test({
  name: `TypeScript takes its types, for pages and for Node${because}`,
  ignore: ignore || !thorough(),
  fn: () =>
    inFolder(async (folder) => {
      const others = ["typescript@5.9", "@types/node@20"];
      const app = await install(folder, [], ...others);
      const imports = ENTRIES.map((entry, i) =>
        `export * as entry${i} from "${entry}";`
      );
      await Deno.writeTextFile(`${app}/all.ts`, imports.join("\n"));
      await Deno.writeTextFile(`${app}/named.ts`, NAMED);
      for (
        const { lib, types } of [
          { lib: ["es2022"], types: ["node"] },
          { lib: ["es2022", "dom"], types: [] },
        ]
      ) {
        const settings = { lib, types, target: "es2022", module: "nodenext" };
        await Deno.writeTextFile(
          `${app}/tsconfig.json`,
          JSON.stringify({
            compilerOptions: { ...settings, strict: true, noEmit: true },
            files: ["all.ts", "named.ts"],
          }),
        );
        assertEquals(await run("npx", ["tsc"], app), "", `${lib}`);
      }
    }),
});
