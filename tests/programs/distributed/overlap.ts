/** A step whose backward pass does not go on before the first piece of gradients has come from all ranks; rank 0 prints what happened. */

import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";

const COUNT = 7 * 2 ** 20;
const group = await distributed.init({ backend: "mpi", timeout: 100 });
await dg.setBackend("wasm", { threads: 1 });
const { rank, size, communicator } = group;
if (!communicator) throw new Error("Cannot overlap: expected several ranks");

const events: string[] = [];
const sent: distributed.Pending[] = [];
const others: distributed.Communicator = {
  ...{ rank, size, finish() {} },
  meet: (what) => communicator.meet(what),
  broadcast: (...call) => communicator.broadcast(...call),
  allGather: (...call) => communicator.allGather(...call),
  allReduce(what, elements, join) {
    const pending = communicator.allReduce(what, elements, join);
    let hasCome = false;
    const once = {
      end() {
        if (!hasCome) pending.end();
        hasCome = true;
      },
    };
    if (elements.length === COUNT) {
      events.push("sent");
      sent.push(once);
    }
    return once;
  },
};

class Waiting extends dg.layers.Layer {
  readonly scale = new dg.layers.Variable(dg.ones([COUNT]), {
    name: `weights of ${this.name}`,
  });

  override call(x: dg.Tensor): dg.Tensor {
    const waiting = dg.customGradient((value) => ({
      value,
      gradient: (cotangent) => {
        sent[0]?.end();
        if (sent.length > 0) events.push(`come before ${this.name} is left`);
        return [cotangent];
      },
    }));
    return waiting(x).mul(this.scale.value);
  }
}

const layers = [1, 2].map((i) => new Waiting({ name: `layer ${i}` }));
const optimizer = new distributed.DistributedOptimizer(
  new dg.optimizers.SGD({ learningRate: 1 }),
  { group: new distributed.Group(others) },
);
const model = new dg.Sequential(layers);
const trainer = new dg.Trainer({ model, optimizer });
const x = dg.tensor([[0]]);
trainer.minimize(() => model.apply(x).sum());
events.length = sent.length = 0;
trainer.minimize(() => model.apply(x.add(rank + 1)).sum());
const weights = await Promise.all(
  layers.map(async ({ scale }) => (await scale.value.data())[5]),
);
if (rank === 0) console.log(JSON.stringify({ events, weights }));
