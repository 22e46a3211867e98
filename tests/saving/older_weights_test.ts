/** Weights of earlier versions of Keras 3, which had more in their files, or other names for lists. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadWeights } from "@decograd/decograd/saving";
import { emptyGroup, makeGroup } from "../../saving/hdf5/tree.ts";
import { writeHdf5 } from "../../saving/hdf5/write.ts";

const { Dense, Dropout } = dg.layers;

function model(): dg.Sequential {
  return new dg.Sequential([
    new Dense({ units: 1, inputShape: [2] }),
    new Dropout({ rate: 0.5 }),
  ]);
}

for (const list of ["layers", "_layer_checkpoint_dependencies"]) {
  Deno.test(`weights under ${list} are found, beside states of dropout, metrics and optimizers`, async () => {
    const tree = emptyGroup();
    const put = (
      path: string,
      shape: number[],
      data: Float32Array | Uint32Array,
    ) => makeGroup(tree, path).arrays.set("0", { shape, data });
    put(`${list}/dense/vars`, [2, 1], new Float32Array([3, 4]));
    makeGroup(tree, `${list}/dense/vars`).arrays
      .set("1", { shape: [1], data: new Float32Array([5]) });
    put(`${list}/dropout/seed_generator/vars`, [2], new Uint32Array([7, 4e9]));
    put("optimizer/vars", [], new Float32Array(1));
    put("metrics/mean/vars", [], new Float32Array(1));
    put("_compile_metrics/mae/vars", [], new Float32Array(1));
    const made = model();
    const { loaded, missing, extra } = await loadWeights(
      made,
      await writeHdf5("write", tree),
    );
    assertEquals(Object.values(loaded), [
      `${list}/dense/vars/0`,
      `${list}/dense/vars/1`,
    ]);
    assertEquals([missing, extra], [[], []]);
    assertEquals(await made.apply(dg.ones([1, 2])).item(), 12);
  });
}

Deno.test("whole numbers are read, and numbers of double precision rounded", async () => {
  const tree = emptyGroup();
  const { arrays } = makeGroup(tree, "layers/dense/vars");
  arrays.set("0", { shape: [2, 1], data: new Float64Array([0.1, 1]) });
  arrays.set("1", { shape: [1], data: new Int32Array([2]) });
  const made = model();
  await loadWeights(made, await writeHdf5("write", tree));
  assertEquals([...await made.getWeights()[0].data()], [Math.fround(0.1), 1]);
});

Deno.test("a property that Python writes with an underscore more is found", async () => {
  class Two extends dg.Model {
    readonly dense1 = new Dense({ units: 1, useBias: false });
    override call(x: dg.Tensor): dg.Tensor {
      return this.dense1.apply(x);
    }
  }
  const tree = emptyGroup();
  makeGroup(tree, "dense_1/vars").arrays
    .set("0", { shape: [2, 1], data: new Float32Array([3, 4]) });
  const made = new Two();
  made.apply(dg.ones([1, 2]));
  const file = await writeHdf5("write", tree);
  const { loaded } = await loadWeights(made, file);
  assertEquals(Object.values(loaded), ["dense_1/vars/0"]);
});
