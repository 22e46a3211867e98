/** The census counts what the code says, not what it looks like; and what it counts stays small. */

import { assert, assertEquals } from "@std/assert";
import { count, LIBRARY } from "../../tools/census/main.ts";
import { ROOT } from "../helpers/sources.ts";

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

Deno.test("the library casts nothing as never, and hardly a function has more than five parameters", async () => {
  let parameters = 0;
  for (const room of LIBRARY) {
    const found = await count(new URL(room, ROOT));
    assertEquals(found?.casts, 0, room);
    parameters += found?.parameters ?? 0;
  }
  assert(parameters < 5, `${parameters}`);
});
