/** How long the losses of a call count, and who frees them. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Dense, Layer } = dg.layers;
const { Sequential } = dg;

/** A layer whose activity loss is the mean of its input. */
function makeCritic(): dg.layers.Dense {
  return new Dense({
    units: 1,
    kernelInitializer: "ones",
    activityRegularizer: (y) => dg.sum(y),
    name: "critic",
  });
}

async function valuesOf(losses: readonly dg.Tensor[]): Promise<number[]> {
  return await Promise.all(losses.map((loss) => loss.item()));
}

forEachBackend("without a recording the last call counts", async () => {
  const critic = makeCritic();
  critic.apply(dg.tensor([[1], [2]]));
  assertEquals(await valuesOf(critic.losses), [1.5]);
  critic.apply(dg.tensor([[5]]));
  assertEquals(await valuesOf(critic.losses), [5]);
});

forEachBackend(
  "in a recording all calls count, and the next one begins anew",
  async () => {
    const critic = makeCritic();
    const both = () => {
      dg.noGrad(() => critic.apply(dg.tensor([[100]])));
      critic.apply(dg.tensor([[1]]));
      critic.apply(dg.tensor([[2]]));
      assertEquals(critic.losses.length, 2);
      return critic.losses.reduce((a, b) => dg.add(a, b));
    };
    critic.build([null, 1]);
    for (let step = 0; step < 2; step++) {
      const { value, gradients } = dg.valueAndGrad(both, [critic.kernel]);
      assertEquals(await value.item(), 3);
      assertEquals(await gradients[0].item(), 3);
    }
  },
);

forEachBackend(
  "after a tape has stopped its losses can still be read",
  async () => {
    const critic = makeCritic();
    using tape = new dg.GradientTape();
    critic.apply(dg.tensor([[4]]));
    tape.stopRecording();
    assertEquals(await valuesOf(critic.losses), [4]);
  },
);

forEachBackend(
  "a layer that the recording has not seen has no losses in it",
  () => {
    const critic = makeCritic();
    critic.apply(dg.tensor([[4]]));
    using _ = new dg.GradientTape();
    assertEquals(critic.losses, []);
  },
);

/** Opens a scope of its own, as a call may. */
class Tidy extends Layer {
  readonly inner = new Sequential([makeCritic()], { name: "inner" });

  override call(x: dg.Tensor): dg.Tensor {
    using scope = new dg.Scope();
    this.addLoss(dg.mul(dg.sum(x), 10));
    return scope.keep(this.inner.apply(x));
  }
}

forEachBackend(
  "losses outlive the scopes inside a call, and gradients pass them",
  async (backend) => {
    const tidy = new Tidy();
    using x = dg.tensor([[2]]);
    using _built = tidy.apply(x);
    const before = backend.bytesInUse;
    for (let step = 0; step < 3; step++) {
      const total = () => {
        tidy.apply(x);
        return tidy.losses.reduce((a, b) => dg.add(a, b));
      };
      const { value, gradients: [dx] } = dg.valueAndGrad(total, [x]);
      assertEquals([await value.item(), await dx.item()], [22, 11]);
      value[Symbol.dispose]();
      dx[Symbol.dispose]();
      assertEquals(backend.bytesInUse, before);
    }
  },
);

forEachBackend(
  "calls outside scopes free the losses of the calls before",
  (backend) => {
    const critic = makeCritic();
    using x = dg.tensor([[1]]);
    using _first = critic.apply(x);
    const before = backend.bytesInUse;
    for (let call = 0; call < 5; call++) critic.apply(x)[Symbol.dispose]();
    assertEquals(backend.bytesInUse, before);
  },
);

Deno.test("a loss that is no scalar is refused", () => {
  const layer = new Dense({
    units: 2,
    activityRegularizer: (y) => y,
    kernelRegularizer: (w) => w,
    name: "d",
  });
  assertThrows(
    () => layer.apply(dg.ones([3, 1])),
    dg.ShapeError,
    'Cannot add a loss of Dense "d": expected a scalar tensor of shape [], received [3, 2]',
  );
  assertThrows(
    () => layer.losses,
    dg.ShapeError,
    "Cannot regularize d/kernel: expected a scalar tensor of shape [], received [1, 2]",
  );
});

Deno.test("a gradient taken under noGrad leaves the losses that a tape is gathering", async () => {
  await dg.setBackend("reference");
  const d = new dg.layers.Dense({
    units: 2,
    activityRegularizer: "l2",
    kernelInitializer: "ones",
    inputShape: [2],
  });
  const x = dg.tensor([[1, 2]]);
  d.apply(x);
  const slope = dg.grad((z: dg.Tensor) => dg.sum(d.apply(z)));
  const { value, gradients } = dg.valueAndGrad(() => {
    d.apply(x);
    const [own] = d.losses;
    const inside = dg.noGrad(() => slope(dg.mul(x, 10)));
    assertEquals(inside.shape, [1, 2]);
    assertEquals(d.losses, [own]);
    return d.losses[0];
  }, [d.kernel]);
  // 0.01 times the sum of squares of [3, 3], and its slope, 0.02 times 3 times x.
  assertClose([await value.item()], [0.18], { terms: 4 });
  const expected = [0.06, 0.06, 0.12, 0.12];
  assertClose(await gradients[0].data(), expected, { terms: 4 });
});
