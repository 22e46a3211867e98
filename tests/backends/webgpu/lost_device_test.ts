/** A model goes on with the processor when the graphics card is gone. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../../helpers/assert_close.ts";
import { randomData } from "../../helpers/random_data.ts";
import { testOnDevice } from "./test_on_device.ts";

/** A model and its training, on the backend in use. */
class Run {
  readonly #model = new dg.layers.Dense({ units: 3 });
  readonly #optimizer = new dg.optimizers.Adam({ learningRate: 0.1 });
  readonly #trainer = new dg.Trainer({
    model: this.#model,
    optimizer: this.#optimizer,
    loss: "mse",
  });

  constructor() {
    this.#model.build([null, 4]);
    this.setWeights(
      this.#model.weights.map(({ value }, i) => randomData(value.size, i)),
    );
    this.#optimizer.build(this.#model.trainableVariables);
  }

  step(): Promise<number> {
    using scope = new dg.Scope();
    const x = dg.tensor(randomData(20, 7), [5, 4]);
    const y = dg.tensor(randomData(15, 8), [5, 3]);
    return scope.keep(this.#trainer.step(x, y)).item();
  }

  async save(): Promise<[Float32Array[], dg.optimizers.OptimizerState]> {
    const weights = this.#model.weights.map(({ value }) => value.data());
    return [await Promise.all(weights), await this.#optimizer.getState()];
  }

  load(
    [weights, state]: [Float32Array[], dg.optimizers.OptimizerState],
  ): void {
    this.setWeights(weights);
    this.#optimizer.setState(state);
  }

  setWeights(weights: readonly (Float32Array | Float64Array)[]): void {
    using _scope = new dg.Scope();
    this.#model.setWeights(
      weights.map((data, i) =>
        dg.tensor(data, this.#model.weights[i].value.shape)
      ),
    );
  }
}

testOnDevice(
  "a model saved before the device was lost goes on on the processor",
  async (backend) => {
    try {
      await dg.setBackend(backend);
      const run = new Run();
      const losses = [await run.step(), await run.step()];
      const saved = await run.save();

      backend.runtime.device.destroy();
      const error = await assertRejects(() => run.step(), dg.DeviceError);
      assertEquals(error.kind, "lost");

      await dg.setBackend("wasm");
      const next = new Run();
      next.load(saved);
      losses.push(await next.step(), await next.step());

      const whole = new Run(), expected: number[] = [];
      for (let i = 0; i < 4; i++) expected.push(await whole.step());
      assertClose(losses, expected, { terms: 4 * 100 });
    } finally {
      await dg.setBackend("wasm");
    }
  },
);

testOnDevice(
  "a tensor too large for the device is refused with its size, and work goes on",
  async (backend) => {
    try {
      await dg.setBackend(backend);
      const before = backend.bytesInUse;
      const error = await assertRejects(
        // Where work is put off, what is too large is told by the time it is read.
        async () => {
          using scope = new dg.Scope();
          const row = dg.ones([1, 2 ** 20]), column = dg.ones([2 ** 20, 1]);
          await scope.keep(dg.add(row, column)).data();
        },
        dg.DeviceError,
        `${4 * 2 ** 40}`,
      );
      assertEquals(error.kind, "outOfMemory");
      assertEquals(backend.bytesInUse, before);
      using small = dg.add(dg.ones([2]), 1);
      assertEquals([...await small.data()], [2, 2]);
    } finally {
      await dg.setBackend("wasm");
    }
  },
);
