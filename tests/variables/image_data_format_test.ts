/** The default data format: Keras's configuration is read where that is granted, and never asked for. */

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { ROOT } from "../helpers/sources.ts";

/** Runs a program that prints the default format, with a home of its own. */
async function formatWith(
  content: string | null,
  permissions: readonly string[],
): Promise<{ out: string; error: string }> {
  const home = await Deno.makeTempDir();
  try {
    if (content !== null) {
      await Deno.mkdir(`${home}/.keras`);
      await Deno.writeTextFile(`${home}/.keras/keras.json`, content);
    }
    const program = new URL("tests/programs/data_format.ts", ROOT);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", ...permissions, program.href],
      env: { HOME: home, KERAS_HOME: "" },
      cwd: ROOT,
    }).output();
    const decoder = new TextDecoder();
    return { out: decoder.decode(stdout), error: decoder.decode(stderr) };
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const GRANTED = ["--allow-read", "--allow-env"];
const FIRST = '{ "image_data_format": "channels_first", "floatx": "float32" }';

Deno.test("Keras's configuration is read where that is granted", async () => {
  assertEquals(await formatWith(FIRST, GRANTED), {
    out: "channels_first\n",
    error: "",
  });
});

Deno.test("without the permission it is neither read nor asked for", async () => {
  for (const permissions of [[], ["--allow-env"], ["--allow-read"]]) {
    assertEquals(await formatWith(FIRST, permissions), {
      out: "channels_last\n",
      error: "",
    });
  }
});

Deno.test("a configuration that is not there, or says nothing, leaves the default", async () => {
  for (const content of [null, "{}", '{ "backend": "jax" }']) {
    const { out } = await formatWith(content, GRANTED);
    assertEquals(out, "channels_last\n");
  }
});

Deno.test("a configuration that says something else is refused by name", async () => {
  for (const content of ['{ "image_data_format": "nhwc" }', "not json"]) {
    const { error } = await formatWith(content, GRANTED);
    assertStringIncludes(
      error,
      ".keras/keras.json: expected image_data_format",
    );
  }
});

Deno.test("the default can be set, for layers that are made from then on", () => {
  const before = new dg.layers.Flatten();
  dg.layers.setImageDataFormat("channels_first");
  try {
    const { Conv2DTranspose, Flatten } = dg.layers;
    const options = { filters: 1, kernelSize: 1 };
    assertEquals(new Conv2DTranspose(options).dataFormat, "channels_first");
    assertEquals(new Flatten().dataFormat, "channels_first");
    assertEquals(before.dataFormat, "channels_last");
  } finally {
    dg.layers.setImageDataFormat("channels_last");
  }
  assertThrows(
    () => dg.layers.setImageDataFormat("nhwc" as "channels_last"),
    dg.ValueError,
    'received "nhwc"',
  );
});
