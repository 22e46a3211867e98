import { assertEquals, assertMatch } from "@std/assert";
import { announcement, countTests, numbered } from "../../tools/tests_left.ts";
import { inFolder } from "../helpers/folder.ts";

Deno.test("files of tests are counted", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/deep/node_modules`, { recursive: true });
    const files = {
      "a_test.ts": "",
      "deep/b_test.ts": "",
      "deep/node_modules/c_test.ts": "",
      "d.ts": "",
      "e_test.md": "",
    };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const root = new URL(`file://${folder}/`);
    assertEquals(await countTests(["."], root), 2);
    assertEquals(await countTests(["deep"], root), 1);
    assertEquals(await countTests(["d.ts"], root), 0);
  }));

Deno.test("how long all tests take is said for the cores there are", () => {
  assertMatch(
    announcement(3, { which: "all", cores: 2 }),
    /^3 files of tests: about 8 to 15 minutes on 2 quiet cores/,
  );
  assertMatch(
    announcement(3, { which: "all", cores: 64 }),
    /: about 1 minute on 64 /,
  );
  assertEquals(
    announcement(3, { which: "some", cores: 2 }),
    "3 files of tests",
  );
  assertMatch(
    announcement(3, { which: "quick", cores: 2 }),
    /^3 files of tests: about a minute on two quiet cores/,
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
