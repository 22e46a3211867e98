import { assertEquals, assertMatch } from "@std/assert";
import { announcement, countTests, numbered } from "../../tools/tests_left.ts";
import { inFolder } from "../helpers/folder.ts";

Deno.test("files of tests are counted, and examples that are run", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/deep/node_modules`, { recursive: true });
    const files = {
      "a_test.ts": "",
      "deep/b_test.ts": "/**\n * ```ts\n * ```\n */",
      "deep/node_modules/c_test.ts": "",
      "d.ts": "/**\n * ```ts ignore\n * ```\n * ```ts\n * ```\n */",
      "e.md": "```sh\n```\n\n```ts\n```\n\n```js\n```\n",
      "f.json": "```ts",
    };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const root = new URL(`file://${folder}/`);
    assertEquals(await countTests(["."], root), { files: 2, examples: 4 });
    assertEquals(await countTests(["deep"], root), { files: 1, examples: 1 });
    assertEquals(await countTests(["e.md"], root), { files: 0, examples: 2 });
  }));

Deno.test("how long all tests take is said for the cores there are", () => {
  const count = { files: 3, examples: 2 };
  assertMatch(
    announcement(count, { which: "all", cores: 2 }),
    /^3 files of tests and 2 examples .*: about 5 to 10 minutes on 2 quiet cores/,
  );
  assertMatch(
    announcement(count, { which: "all", cores: 64 }),
    /: about 1 minute on 64 /,
  );
  assertEquals(
    announcement({ files: 3, examples: 0 }, { which: "some", cores: 2 }),
    "3 files of tests",
  );
  assertMatch(
    announcement({ files: 3, examples: 0 }, { which: "quick", cores: 2 }),
    /^3 files of tests: less than a minute on two quiet cores/,
  );
});

Deno.test("what Deno says is numbered file by file, however it comes in pieces", async () => {
  for (
    const said of [
      "#1running 2 tests from ./a_test.ts\nit runs ... ok (1ms)\n\x1b[38;5;245m#2running 1 test from ./b.ts$3-9.ts\x1b[0m\nok | 3 passed",
      "\x1b[0m\x1b[38;5;245m#1./a_test.ts => \x1b[0mit runs ... ok\n#2./b.ts$3-9.ts => line 3 ... ok\n#2./a_test.ts => so does it ... ok\n",
    ]
  ) {
    const plain = said.replace(/#\d/g, "");
    const expected = said.replace(/#(\d)/g, "[$1/2] ");
    for (const size of [1, 7, said.length]) {
      const pieces = plain.match(new RegExp(`[^]{1,${size}}`, "g"))!;
      const shown = await Array.fromAsync(
        ReadableStream.from(pieces).pipeThrough(numbered(2)),
      );
      assertEquals(shown.join(""), expected, `${size}`);
    }
  }
});
