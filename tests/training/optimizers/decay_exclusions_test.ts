/** Which weights decay. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

const { Variable } = dg.layers;
const NAMES = ["kernel", "bias", "gamma"];

/** The names of the weights that decayed. */
async function decayed(
  exclude: (variables: dg.layers.Variable[]) => dg.optimizers.DecayExclusions,
): Promise<string[]> {
  const variables = NAMES.map((name) =>
    new Variable(dg.ones([2]), { name, path: `gamma_net/${name}` })
  );
  using optimizer = new dg.optimizers.SGD({ weightDecay: 0.5 });
  optimizer.excludeFromWeightDecay(exclude(variables));
  optimizer.apply(variables.map(() => dg.zeros([2])), variables);
  const values = await Promise.all(variables.map(({ value }) => value.data()));
  return NAMES.filter((_, i) => values[i][0] !== 1);
}

Deno.test("weights are left out of decay by parts of their names, or themselves", async () => {
  const rows: [
    Parameters<typeof decayed>[0],
    string[],
  ][] = [
    [() => ({}), ["kernel", "bias", "gamma"]],
    [() => ({ varNames: ["bias"] }), ["kernel", "gamma"]],
    [() => ({ varNames: ["bias", "gamma"] }), ["kernel"]],
    [() => ({ varNames: ["^k", "^g", "^x"] }), ["bias"]],
    // The path of each has "gamma", the name of one.
    [() => ({ varNames: ["gamma"] }), ["kernel", "bias"]],
    [([kernel]) => ({ varList: [kernel] }), ["bias", "gamma"]],
    [([kernel]) => ({ varList: [kernel], varNames: ["ias"] }), ["gamma"]],
  ];
  for (const [exclude, expected] of rows) {
    assertEquals(await decayed(exclude), expected, `${exclude}`);
  }
});
