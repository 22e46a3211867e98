/** Files that were made to do harm do none, and the error says what is wrong with them. */

import { assertEquals, assertRejects } from "@std/assert";
import * as h5wasm from "h5wasm";
import * as dg from "@decograd/decograd";
import { loadModel, loadWeights } from "@decograd/decograd/saving";
import { writeZip, type ZipEntry } from "../../data/zip.ts";
import { fileOf } from "./saved.ts";

const text = (value: string) => new TextEncoder().encode(value);

/** A file of HDF5 with what `fill` puts in it. */
async function hdf5(fill: (file: h5wasm.File) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File("hostile.h5", "w", {
    libver: ["earliest", "v108"],
  });
  fill(file);
  file.close();
  return new Uint8Array(FS.readFile("hostile.h5"));
}

/** An archive of a model with no weights of its own, or with other files in the place of its own. */
async function archive(
  config: string,
  more: readonly ZipEntry[] = [],
  isDeflated = false,
): Promise<Uint8Array> {
  const weights = await hdf5((file) => file.create_group("vars"));
  return await writeZip([
    { name: "config.json", bytes: text(config) },
    { name: "model.weights.h5", bytes: weights },
    ...more,
  ], isDeflated);
}

function sequential(...layers: readonly string[]): string {
  const input =
    '{"class_name": "InputLayer", "config": {"batch_shape": [null, 2]}}';
  const all = [input, ...layers].join();
  return `{"class_name": "Sequential", "config": {"name": "m", "layers": [${all}]}}`;
}

const FLATTEN = '{"class_name": "Flatten", "config": {}}';

Deno.test("files of one name, and files that would leave a folder, are refused", async () => {
  const config = sequential(FLATTEN);
  for (
    const name of [
      "config.json",
      "../../etc/passwd",
      "/etc/passwd",
      "C:\\windows",
      "a\\b",
    ]
  ) {
    const file = await archive(config, [{ name, bytes: text("{}") }]);
    await assertRejects(
      () => loadModel(file),
      TypeError,
      `expected files with names of their own, received ${
        JSON.stringify(name)
      }`,
    );
  }
});

Deno.test("an archive that would become much larger is not unpacked", async () => {
  const zeros = { name: "zeros", bytes: new Uint8Array(2 ** 24) };
  const file = await archive(sequential(FLATTEN), [zeros], true);
  await assertRejects(
    () => loadModel(file),
    RangeError,
    "expected files of at most",
  );
});

Deno.test("the name __proto__ means nothing", async () => {
  const config = sequential(
    '{"class_name": "Flatten", "__proto__": {"bad": 1}, "config": {"__proto__": {"bad": 1}}}',
  ).replace("{", '{"__proto__": {"bad": 1}, ');
  const model = await loadModel(await archive(config));
  assertEquals(model.layers.length, 1);
  assertEquals(Object.keys(Object.prototype), []);
  assertEquals(Reflect.get({}, "bad"), undefined);
});

Deno.test("code is not run: a function has to be given", async () => {
  const lambda = (config: string) =>
    sequential(
      `{"class_name": "Lambda", "config": {"name": "l", "function": ${config}}}`,
    );
  const python = lambda(
    '{"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}',
  );
  await assertRejects(
    async () => loadModel(await archive(python)),
    RangeError,
    "a function, or the name of one in customObjects",
  );
  const named = await archive(
    lambda('{"class_name": "function", "config": "twice"}'),
  );
  const twice = (x: dg.Tensor) => x.mul(2);
  const model = await loadModel(named, { customObjects: { twice } });
  assertEquals([...await model.apply(dg.ones([1, 2])).data()], [2, 2]);
});

Deno.test("JSON that is deeper than any model is refused", async () => {
  const deep = "[".repeat(1e5) + "]".repeat(1e5);
  for (
    const config of [
      deep,
      `{"class_name": "Sequential", "config": ${deep}}`,
      "[]",
      "{",
      "\xff",
    ]
  ) {
    await assertRejects(
      async () => loadModel(await archive(config)),
      Error,
      "Cannot load bytes: expected ",
    );
  }
  let nested = sequential(FLATTEN);
  for (let i = 0; i < 200; i++) nested = sequential(nested);
  await assertRejects(
    async () => loadModel(await archive(nested)),
    RangeError,
    "expected at most 100 objects inside each other",
  );
});

Deno.test("groups that lead back to where they came from are refused", async () => {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 1, inputShape: [1] }),
  ]);
  const circle = await hdf5((file) => {
    const layers = file.create_group("layers") as h5wasm.Group;
    layers.create_group("dense");
    layers.create_hard_link("/layers", "dense_1");
  });
  await assertRejects(
    () => loadWeights(model, circle),
    TypeError,
    "an object in two places",
  );
  const soft = await hdf5((file) => file.create_soft_link("/", "layers"));
  await assertRejects(
    () => loadWeights(model, soft),
    TypeError,
    "a link by name",
  );
});

Deno.test("what Keras never writes into HDF5 is refused by its name", async () => {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 1, inputShape: [1] }),
  ]);
  const cases: [string, (file: h5wasm.File) => void][] = [
    ["arrays that would become much larger than the file", (file) => {
      file.create_dataset({
        name: "a",
        data: new Uint8Array(2e7),
        shape: [2e7],
        dtype: "<B",
        chunks: [2e7],
        compression: 1,
      });
    }],
    ['elements of type "S3"', (file) => {
      file.create_dataset({
        name: "a",
        data: ["abc"],
        shape: [1],
        dtype: "S3",
      });
    }],
  ];
  for (const [said, fill] of cases) {
    const file = await hdf5(fill);
    await assertRejects(() => loadWeights(model, file), TypeError, said);
  }
});

Deno.test("a size that no file has is refused before memory is taken", async () => {
  const file = await Deno.readFile(fileOf("sequential.weights.h5"));
  const view = new DataView(file.buffer);
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 1, inputShape: [1] }),
  ]);
  let refused = 0;
  for (let at = 96; at + 8 <= file.length; at += 8) {
    // The sizes of kernels: 3, 3, 2, 3 and the like.
    const size = view.getBigUint64(at, true);
    if (size !== 3n) continue;
    view.setBigUint64(at, 0xfffffff0n, true);
    try {
      await loadWeights(model, file);
    } catch (error) {
      if (String(error).includes("beyond its end")) refused++;
    }
    view.setBigUint64(at, size, true);
  }
  assertEquals(refused > 10, true);
});
