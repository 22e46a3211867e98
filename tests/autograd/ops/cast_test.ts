/** Types of tensors: what is stored as which, and the way back. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { HalfBackend } from "../../helpers/half_backend.ts";

/** Runs a test on a backend that stores float16. */
function testHalf(name: string, fn: () => void | Promise<void>): void {
  Deno.test(name, async () => {
    await dg.setBackend(new HalfBackend());
    try {
      await fn();
    } finally {
      await dg.setBackend("wasm");
    }
  });
}

testHalf(
  "a cast rounds, takes half the bytes and goes back exactly",
  async () => {
    const wide = dg.tensor([1 + 2 ** -12, 70000, 1e-9, -2]);
    const { bytesInUse } = dg.getBackend();
    const narrow = wide.cast("float16");
    assertEquals(dg.getBackend().bytesInUse - bytesInUse, 4 * 4);
    assertEquals(narrow.dtype, "float16");
    assertEquals([...await narrow.data()], [1, Infinity, 0, -2]);
    const back = dg.cast(narrow, "float32");
    assertEquals([back.dtype, ...await back.data()], [
      ...["float32", 1, Infinity, 0, -2],
    ]);
    assertEquals(dg.cast(wide, "float32"), wide);
    assertThrows(
      () => dg.cast(wide, "float64" as "float32"),
      dg.ValueError,
      'Cannot compute cast: expected "float32" or "float16", received "float64"',
    );
  },
);

const a = (): dg.Tensor => dg.ones([1, 4, 4, 2]).cast("float16");
const kernel = (): dg.Tensor => dg.ones([2, 2, 2, 2]).cast("float16");
/** What is made of float16, and as what it is stored. */
const RESULTS: Readonly<Record<string, [() => dg.Tensor, dg.Tensor["dtype"]]>> =
  {
    "a sum with a number": [() => a().add(0.1), "float16"],
    "a sum with a scalar": [() => a().add(dg.tensor(2)), "float16"],
    "a sum with float32": [() => a().add(dg.ones([2])), "float32"],
    "a function": [() => a().tanh(), "float16"],
    "a view": [() => a().transpose().reshape([-1]), "float16"],
    "a slice": [() => a().slice([0, 1, 1, 0], [1, 2, 2, 2]), "float16"],
    "what is padded": [
      () => a().pad([[0, 0], [1, 1], [0, 0], [0, 0]]),
      "float16",
    ],
    "what is joined": [() => dg.concat([a(), a()]), "float16"],
    "what is joined with float32": [
      () => dg.concat([a(), dg.ones([1, 4, 4, 1])]),
      "float32",
    ],
    "rows": [() => a().take(dg.tensor([1]), { axis: 1 }), "float16"],
    "a maximum": [() => a().max({ axis: 1 }), "float16"],
    "the sum over an axis": [() => a().sum({ axis: 1 }), "float32"],
    "a mean": [() => a().mean(), "float32"],
    "a product": [() => a().matmul(kernel().at(0, 0)), "float16"],
    "a product with float32": [() => a().matmul(dg.ones([2, 3])), "float32"],
    "a convolution": [() => a().conv2d(kernel()), "float16"],
    "a transposed one": [() => a().conv2dTranspose(kernel()), "float16"],
  };

testHalf(
  "results are float16 unless something with axes is not, or terms are added up",
  () => {
    for (const [name, [make, dtype]] of Object.entries(RESULTS)) {
      assertEquals(make().dtype, dtype, name);
    }
  },
);

testHalf("a cotangent is stored as what it belongs to", () => {
  const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
  const x = dg.tensor([3, 4]).cast("float16");
  const seen: string[] = [];
  const noticed = dg.customGradient((y) => ({
    value: y,
    gradient: (cotangent) => {
      seen.push(cotangent.dtype);
      return [cotangent];
    },
  }));
  const { gradients: [dw, dx] } = dg.valueAndGrad(
    () => noticed(w.value.cast("float16").mul(x)).sum(),
    [w, x],
  );
  assertEquals([dw.dtype, dx.dtype, ...seen], [
    ...["float32", "float16", "float16"],
  ]);
  assert(dw.backend instanceof HalfBackend);
});

Deno.test("a backend that stores float32 alone refuses float16, and says which does not", async () => {
  await dg.setBackend("wasm");
  const x = dg.ones([2]), { bytesInUse } = dg.getBackend();
  assertThrows(
    () => x.cast("float16"),
    dg.DeviceError,
    'Cannot store float16: expected a backend that does, which is "webgpu" where the adapter has "shader-f16", received "wasm"',
  );
  assertEquals(dg.getBackend().bytesInUse, bytesInUse);
});
