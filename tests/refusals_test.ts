/** Every function of the entry points refuses what it would not read: options that it does not know, arguments too many. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { everyFunction, type Exported } from "./helpers/exports.ts";

const BASE_CALLS =
  "classes of one's own override it, and the base calls it as it is written";
const DERIVED_CALL = "it is abstract: the classes that derive from it call it";
const LANGUAGE_CALLS = "the language calls it, with arguments of its own";
const LOOP_CALLS = "the loops of a model call it";
const ENGINE_CALLS = "the engine calls it for every kernel or tensor";

/** What may be given more than it reads, and why; by name, or by path. */
const MAY_IGNORE: Readonly<Record<string, string>> = {
  build: BASE_CALLS,
  call: BASE_CALLS,
  computeOutputShape: BASE_CALLS,
  computeOutputShapes: BASE_CALLS,
  computeLoss: BASE_CALLS,
  computeMetrics: BASE_CALLS,
  trainStep: BASE_CALLS,
  testStep: BASE_CALLS,
  predictStep: BASE_CALLS,
  getConfig: BASE_CALLS,
  perSample: BASE_CALLS,
  at: BASE_CALLS,
  toString: LANGUAGE_CALLS,
  "options.isFiniteNumber": "every() of arrays calls it, with place and array",
  "options.isInteger": "every() of arrays calls it, with place and array",
  "options.refuse": "it throws whatever it is given",
  adopt: ENGINE_CALLS,
  owns: ENGINE_CALLS,
  release: ENGINE_CALLS,
  ownedOutwards: ENGINE_CALLS,
  operand: ENGINE_CALLS,
  retain: ENGINE_CALLS,
  offer: ENGINE_CALLS,
  withdraw: ENGINE_CALLS,
  empty: ENGINE_CALLS,
  from: ENGINE_CALLS,
  setModel: LOOP_CALLS,
  setParams: LOOP_CALLS,
  ensureBuilt: "a layer takes as many shapes as it has inputs",
  "new SymbolicTensor": "Input and layers make it",
  "new Tensor": "it refuses to be called at all",
  "new layers.Module": DERIVED_CALL,
  "new layers.BuiltModule": DERIVED_CALL,
  "new layers.MixedModule": DERIVED_CALL,
  "new DeviceError": "errors take what those of the language take",
  "new ShapeError": "errors take what those of the language take",
  "new DivergedError": "errors take what those of the language take",
  "new ValueError": "errors take what those of the language take",
  "new images.ImageFileError": "errors take what those of the language take",
  "data.Dataset.fromTensorSlices": "it takes as many arrays as there are",
  "data.Dataset.zip": "it takes as many Datasets as there are",
  einsum: "it takes as many tensors as its equation has terms",
  "formula.add": "it takes as many expressions as there are",
  "formula.mul": "it takes as many expressions as there are",
};

/** What comes before the options where that is neither nothing nor tensors. */
const BEFORE_OPTIONS: Readonly<Record<string, readonly unknown[]>> = {
  "data.Dataset#batch": [1],
  "distributed.Group#allReduce": [Float32Array.of()],
  "distributed.Group#broadcast": [Float32Array.of()],
  "data.decodePng": [Uint8Array.of()],
  "data.decodeNpz": [dg.data.encodeNpy({ shape: [], data: Uint8Array.of(1) })],
  "data.encodeNpy": [{ shape: [1], data: Uint8Array.of(1) }],
  "data.encodeNpz": [{}],
  "data.loadIdxDataset": ["mnist"],
  "data.rescale": [{ shape: [1], data: Uint8Array.of(1) }],
  "new data.Dataset": [[]],
  "images.decodeJpeg": [Uint8Array.of()],
  "images.imageDataset": ["pets"],
  "images.loadImage": [Uint8Array.of()],
  "images.resizeImage": [{ shape: [1, 1, 1], data: Uint8Array.of(1) }],
  "GradientTape#gradient": [dg.ones([2]), []],
  "Model#evaluate": [dg.ones([2]), dg.ones([2])],
  "Model#fit": [dg.ones([2]), dg.ones([2])],
  "Model#predict": [dg.ones([2])],
  "Model#testOnBatch": [dg.ones([2]), dg.ones([2])],
  "Model#trainOnBatch": [dg.ones([2]), dg.ones([2])],
  mapSum: [dg.formula.x, [dg.ones([2])]],
  repeat: [dg.ones([2]), 1],
  "Tensor#repeat": [1],
  "layers.Variable#repeat": [1],
  roll: [dg.ones([2]), 1],
  "Tensor#roll": [1],
  "layers.Variable#roll": [1],
  cloneModel: [new dg.Sequential()],
  plotModel: [new dg.Sequential()],
  randomNormal: [[2]],
  randomUniform: [[2]],
  saveCheckpoint: [new dg.layers.Dense({ units: 1 }), "last.safetensors"],
  "saving.loadModel": [new Uint8Array()],
  "saving.loadTorchWeights": [new dg.Sequential(), new Uint8Array()],
  "saving.loadWeights": [new dg.Sequential(), new Uint8Array()],
  "saving.saveTorchWeights": [new dg.Sequential(), "last.safetensors"],
  setBackend: ["wasm"],
  truncatedNormal: [[2]],
  "new Sequential": [[]],
  "options.number": [1],
  "options.integer": [1],
};

/** What is neither options nor missing; classes too, which may be given where options of theirs belong. */
const NO_OPTIONS: readonly unknown[] = [
  ...[0, 0.1, NaN, 3n, true, "relu", "", null, Symbol("s")],
  ...[[], [3], [{}], new Map(), new Date(0), () => ({}), dg.layers.Dense],
  dg.ones([1]),
];

const functions = await everyFunction();

function reasonOf(path: string): string | undefined {
  const name = path.split(/[.#]/).at(-1) ?? path;
  if (path.startsWith("callbacks.") && /^on[A-Z]/.test(name)) return LOOP_CALLS;
  return MAY_IGNORE[path] ?? (/[.#]/.test(path) ? MAY_IGNORE[name] : undefined);
}

async function said(
  call: Exported["call"],
  ...args: readonly unknown[]
): Promise<string> {
  try {
    await call(...args);
    return "nothing";
  } catch (error) {
    return error instanceof TypeError ? error.message : `${error}`;
  }
}

/** Tells of each function what is wrong with it, and expects nothing. */
async function expectNone(
  among: readonly Exported[],
  fault: (one: Exported) => Promise<string | null>,
): Promise<void> {
  const faults: string[] = [];
  for (const one of among) {
    const found = await fault(one);
    if (found) faults.push(`${one.path}: ${found.slice(0, 200)}`);
  }
  assertEquals(faults, []);
}

Deno.test("there are functions to try, and each that need not refuse is there", () => {
  assert(functions.length > 500, `${functions.length}`);
  const used = new Set(functions.map(({ path }) => reasonOf(path)));
  const names = functions.flatMap(({ path }) => [
    path,
    path.split(/[.#]/).at(-1),
  ]);
  assertEquals(used.has(undefined), true);
  assertEquals(
    Object.keys(MAY_IGNORE).filter((name) => !names.includes(name)),
    [],
  );
});

Deno.test("arguments behind the last one that is read are refused, and counted", async () => {
  const strict = functions.filter(({ path }) => !reasonOf(path));
  const many = new Array(12).fill(undefined);
  await expectNone(strict, async ({ call, parameters }) => {
    const message = await said(call, ...many);
    const form = /^Cannot .+: expected (.+), received (12|13)( arguments)?$/;
    const [, expected, received] = form.exec(message) ?? [];
    if (!expected) return message;
    const count = /^(\d+) arguments?$/.exec(expected)?.[1];
    if (!count) return null;
    // A tensor counts itself among the arguments of its methods.
    const own = Number(count) - (Number(received) - many.length);
    const isRest = parameters.some((one) => /^\.\.\.(?!options)/.test(one));
    if (!isRest && own !== parameters.length) return `reads more: ${message}`;
    const again = await said(call, ...many.slice(0, own + 1));
    const end = `received ${Number(count) + 1}`;
    return again.endsWith(end) ? null : again;
  });
});

const x = dg.ones([2, 2]);
/** A parameter for options, by its name. */
const OPTIONS = /^(\.\.\.)?(options|bounds)\b/;
/** Objects of anything, by the user's own names. */
const FREE = /^(customObjects|metadata|tensors|config) /;

/** What comes before the options of a function that has some, by trial; `null` where there are none. */
async function beforeOptions(
  one: Exported,
): Promise<readonly unknown[] | null> {
  const { path, parameters, call } = one;
  const method = /^(?:Tensor|layers\.Variable)#(\w+)$/.exec(path)?.[1];
  const op = functions.find((other) => other.path === method);
  if (op) return (await beforeOptions(op))?.slice(1) ?? null;
  if (!parameters.some((one) => OPTIONS.test(one))) return null;
  if (path in BEFORE_OPTIONS) return BEFORE_OPTIONS[path];
  for (const before of [[], [x], [x, x]]) {
    const message = await said(call, ...before, { strayOption: 1 });
    if (message.includes("strayOption")) return before;
  }
  return [];
}

const withOptions: [Exported, readonly unknown[]][] = [];
for (const one of functions) {
  if (reasonOf(one.path)) continue;
  const before = await beforeOptions(one);
  if (before) withOptions.push([one, before]);
}
const beforeOf = new Map(withOptions);
const optional = [...beforeOf.keys()];

/** Whether what is no object of options may be the first of them. */
function takesPlaces({ path, leading = [] }: Exported): boolean {
  return leading.length > 0 || path.endsWith("#addWeight") ||
    ["Input", "regularizers.l1", "regularizers.l2"].includes(path);
}

Deno.test("there are options to try", () => {
  assert(optional.length > 250, `${optional.length}`);
  const others = functions.filter((one) =>
    !beforeOf.has(one) && !reasonOf(one.path) &&
    one.parameters.some((each) =>
      /NO_OPTIONS|[{]/.test(each) && !FREE.test(each)
    )
  );
  assertEquals(others.map(({ path, parameters }) => [path, parameters]), []);
});

Deno.test("an option that nobody would read is refused, with those that there are", async () => {
  await expectNone(optional, async (one) => {
    const stray = { strayOption: 1 };
    const message = await said(one.call, ...beforeOf.get(one)!, stray);
    const form =
      /^Cannot .+: expected (options \w+(, \w+)*|no options), received strayOption$/;
    return form.test(message) ? null : message;
  });
});

Deno.test("what is no object of options is refused where options belong", async () => {
  const named = optional.filter((one) => !takesPlaces(one));
  await expectNone(named, async (one) => {
    for (const wrong of NO_OPTIONS) {
      const message = await said(one.call, ...beforeOf.get(one)!, wrong);
      const form = /^Cannot .+: expected .*options.*, received /;
      if (!form.test(message) || message.length > 1000) {
        return `${String(wrong)}: ${message}`;
      }
    }
    return null;
  });
});

Deno.test("an option that is misspelt is told what it may be", async () => {
  await expectNone(optional, async (one) => {
    const before = beforeOf.get(one)!;
    const message = await said(one.call, ...before, { strayOption: 1 });
    const [, list = ""] = /expected options (.+), received/.exec(message) ?? [];
    const known = list.split(", ").filter((option) => option !== "");
    for (const option of known) {
      const misspelt = `${option}s`;
      if (known.includes(misspelt)) continue;
      const told = await said(one.call, ...before, { [misspelt]: 1 });
      if (!told.includes(`(did you mean ${option}?)`)) return told;
    }
    return null;
  });
});
