/** Paths of weights: no two are one. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { Dense, Layer, Variable } = dg.layers;

const dense = (name: string) => new Dense({ units: 3, name });
const x = () => dg.ones([2, 3]);

const through = (
  layers: Iterable<dg.layers.Layer>,
  x: dg.Tensor,
): dg.Tensor => [...layers].reduce((x, layer) => layer.apply(x), x);

Deno.test("parts of one name have paths of their own", () => {
  class Named extends Layer {
    readonly dense = dense("dense");
    override call(x: dg.Tensor): dg.Tensor {
      return this.dense.apply(x);
    }
  }
  class Net extends Layer {
    readonly blocks = [1, 2, 3].map(() => new Named({ name: "block" }));
    readonly last = new Named({ name: "block_1" });
    override call(x: dg.Tensor): dg.Tensor {
      return through([...this.blocks, this.last], x);
    }
  }
  const net = new Net({ name: "net" });
  net.apply(x());
  const kernels = net.weights.filter(({ name }) => name === "kernel");
  assertEquals(kernels.map(({ path }) => path), [
    "net/block/dense/kernel",
    "net/block_1_1/dense/kernel",
    "net/block_2/dense/kernel",
    "net/block_1/dense/kernel",
  ]);
  const paths = net.weights.map(({ path }) => path);
  assertEquals(new Set(paths).size, paths.length);
});

Deno.test("a part that is called past what holds it has a path of its own", () => {
  class Inner extends Layer {
    readonly part = dense("part");
    override call(x: dg.Tensor): dg.Tensor {
      return x;
    }
  }
  class Outer extends Layer {
    readonly inner = new Inner();
    readonly part = dense("part");
    override call(x: dg.Tensor): dg.Tensor {
      return through([this.part, this.inner.part], x);
    }
  }
  const outer = new Outer({ name: "outer" });
  outer.apply(x());
  const paths = outer.weights.map(({ path }) => path);
  assertEquals(paths.toSorted(), [
    "outer/part/bias",
    "outer/part/kernel",
    "outer/part_1/bias",
    "outer/part_1/kernel",
  ]);
});

Deno.test("weights that came to one path by hand are refused", () => {
  class Pair extends Layer {
    readonly parts = [1, 2].map(() => new Variable(1, { name: "same" }));
    override call(x: dg.Tensor): dg.Tensor {
      return this.parts.reduce<dg.Tensor>((x, part) => dg.mul(x, part), x);
    }
  }
  assertThrows(
    () => new Pair({ name: "pair" }).apply(x()),
    dg.ValueError,
    'Cannot apply Pair "pair": expected weights of different paths, received two of path "same"',
  );
  const [first, second] = [1, 2].map(() => new Variable(1));
  assert(first.path !== second.path);
});
