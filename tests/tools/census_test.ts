/** The census counts what the code says, not what it looks like. */

import { assertEquals } from "@std/assert";
import { count } from "../../tools/census/main.ts";

const CODE = `/** f(a, b, c, d, e, f) as never */
export function five(a: 1, b: 1, c: 1, d: 1, e: 1) {}
export const six = (
  a: 1,
  { b }: { b: 1 }, c: 1, d: 1, e: 1, f: 1,
) => [a, b, c, d, e, f] as never;
export class A {
  #m(a: 1, b: 1, c: 1, d: 1, e: 1, ...f: 1[]) {}
}
export type F = (a: 1, b: 1, c: 1, d: 1, e: 1, f: 1) => "as never";
`;

Deno.test("the census counts files, lines, long lists of parameters and casts in a room", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/room/inner`, { recursive: true });
    await Deno.writeTextFile(`${folder}/room/a.ts`, CODE);
    await Deno.writeTextFile(`${folder}/room/inner/b.ts`, "1 as never;\n");
    await Deno.writeTextFile(`${folder}/room/notes.md`, "as never\n");
    const [room, missing] = ["room", "no"].map((name) =>
      new URL(`file://${folder}/${name}`)
    );
    assertEquals(await count(room), {
      ...{ files: 2, lines: 11, parameters: 2, casts: 2 },
    });
    assertEquals((await count(new URL(`${room.href}/inner/b.ts`)))?.casts, 1);
    assertEquals(await count(missing), null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
