/** The page on which a decoder learns, as its visitors see it. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { decodeSafetensors } from "../../data/mod.ts";
import { importMapFlag, offlineImports } from "../../tools/import_map.ts";
import { inFolder } from "../helpers/folder.ts";
import { isRequired } from "../helpers/required.ts";
import { ROOT } from "../helpers/sources.ts";

const CHROMIUM = "/usr/bin/chromium";
const isThere = await Deno.stat(CHROMIUM).then(() => true, () => false);

/** Runs a program of ours that may do all that it wants to. */
function deno(...args: string[]): Deno.Command {
  const flags = ["--quiet", "-A", "--no-check"];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, importMapFlag(offlineImports()), ...args],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  });
}

/** The page's address, once it is served. */
async function addressOf(server: Deno.ChildProcess): Promise<string> {
  let said = "";
  for await (const text of server.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    const address = said.match(/http:\/\/localhost:\d+/);
    if (address) return address[0];
  }
  throw new Error(`expected an address, received ${said}`);
}

Deno.test(
  "a visitor of the page trains a decoder, walks on its plane, draws, stops, goes on and saves the weights",
  {
    ignore: !isThere && !isRequired("chromium"),
  },
  () =>
    inFolder(async (folder) => {
      const options = ["--images=640", "--port=0", `--out=${folder}/page`];
      await using server = deno("tools/page/main.ts", ...options).spawn();
      const address = await addressOf(server);
      const visitor = ["tests/programs/visitor.ts", address, CHROMIUM, folder];
      const { stdout, stderr } = await deno(...visitor).output();
      const [out, err] = [stdout, stderr].map((b) =>
        new TextDecoder().decode(b)
      );
      assertEquals(err, "");
      const seen = JSON.parse(out);

      assertMatch(
        seen.ready,
        /^Ready: 640 digits, Web(GPU|Assembly, \d threads?)$/,
      );
      assertEquals(seen.isolated, true);
      assertEquals(seen.isWiderThanThePhone, false);
      assertEquals(seen.place, "0.63, 0.00");
      assertEquals(seen.button, "Go on");
      assert(seen.steps[1] >= seen.steps[0]);
      assertEquals(seen.ground, "rgb(22, 23, 26)");
      assertEquals(seen.errors, []);
      const [status, missing] = seen.alone;
      assertMatch(
        status,
        /^Step \d+, loss [\d.]+ \(Web(GPU|Assembly, 1 thread)\)$/,
      );
      assertMatch(missing, /WebAssembly computes on one thread/);

      const file = await Deno.readFile(`${folder}/decoder.safetensors`);
      const { tensors } = decodeSafetensors(file);
      const { shape } = tensors["conv2d_transpose_1/kernel"];
      assertEquals(shape, [3, 3, 32, 64]);
      // The page itself computes nothing: all of the library is the worker's.
      const { size } = await Deno.stat(`${folder}/page/page.js`);
      assert(size < 20_000, `${size} bytes`);
      server.kill("SIGINT");
      assertEquals((await server.status).code, 0);
    }),
);
