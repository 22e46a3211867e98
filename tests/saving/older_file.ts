/** Files of tf.keras 2 made of their config, with kernels of ones and biases of zeros. */

import {
  emptyGroup,
  type Hdf5Group,
  makeGroup,
} from "../../saving/hdf5/tree.ts";
import { writeHdf5 } from "../../saving/hdf5/write.ts";

export type Config = Record<string, unknown>;

export const part = (class_name: string, config: unknown): Config => ({
  class_name,
  config,
});

export function dense(name: string, units: number, more: Config = {}): Config {
  return part("Dense", { name, units, activation: "linear", ...more });
}

function addArrays(
  group: Hdf5Group,
  arrays: readonly (readonly [string, readonly number[], number])[],
): void {
  group.attributes.set("weight_names", arrays.map(([name]) => name));
  for (const [name, shape, value] of arrays) {
    const size = shape.reduce((a, b) => a * b, 1);
    const path = name.split("/"), last = path.pop()!;
    makeGroup(group, path.join("/")).arrays.set(last, {
      shape,
      data: new Float32Array(size).fill(value),
    });
  }
}

/** A file of a model whose layers have kernels of ones and biases of zeros. */
export async function file(
  config: Config,
  sizes: Record<string, readonly [number, number][]>,
  compiled: Config | null = null,
  state: readonly (readonly [string, readonly number[], number])[] = [],
): Promise<Uint8Array> {
  const tree = emptyGroup();
  tree.attributes.set("model_config", JSON.stringify(config));
  if (compiled) {
    tree.attributes.set("training_config", JSON.stringify(compiled));
  }
  const weights = makeGroup(tree, "model_weights");
  weights.attributes.set("layer_names", Object.keys(sizes));
  for (const [layer, all] of Object.entries(sizes)) {
    addArrays(
      makeGroup(weights, layer),
      all.flatMap(([a, b], i) =>
        [
          [`${i}/kernel:0`, [a, b], 1],
          [`${i}/bias:0`, [b], 0],
        ] as const
      ),
    );
  }
  if (state.length > 0) addArrays(makeGroup(tree, "optimizer_weights"), state);
  return await writeHdf5("write", tree);
}
