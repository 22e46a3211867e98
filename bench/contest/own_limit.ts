/** What the backend wasm could reach: the rate of its threads, for the products that are left. */

import type { Conv2DGeometry } from "../../backends/backend.ts";
import {
  chooseConv2D,
  chooseInputGrad,
  chooseKernelGrad,
  productsOfConv2D,
  productsOfInputGrad,
} from "../../backends/wasm/kernels/conv2d/choose.ts";
import type { Conv2DShapes } from "../../backends/wasm/kernels/conv2d/shapes.ts";
import { digits, geometricMean, tableOf } from "../table.ts";
import { nameOf, type Result, timeOf } from "./report.ts";
import { flopsOf, type Task } from "./workloads.ts";

/** Our backend wasm by its number of threads. */
const THREADS: ReadonlyMap<string, number> = new Map([
  ["decograd 1", 1],
  ["decograd 2", 2],
]);

/** How close wasm comes to a rate of so many GFLOP/s a thread, less the products that Winograd's filtering saves. */
export function ownLimitTable(
  results: readonly Result[],
  names: readonly string[],
  rate: number,
): string {
  const own = names.filter((name) => THREADS.has(name));
  const products = results.filter(({ task }) => flopsOf(task) > 0);
  const share = (result: Result, name: string) =>
    flopsOf(result.task) * productsOf(result.task) /
    (rate * 1e6 * THREADS.get(name)! * timeOf(result, name));
  const rows = products.map((result) => [
    nameOf(result.task),
    productsOf(result.task).toFixed(2),
    ...own.map((name) => digits(share(result, name))),
  ]);
  const steps = products.filter(({ task: { kind, op } }) =>
    kind === "conv" && op === "step"
  );
  if (steps.length > 0) {
    const means = own.map((name) =>
      digits(geometricMean(steps.map((step) => share(step, name))))
    );
    rows.push(["mean of convolutions step", "", ...means]);
  }
  return tableOf(["share of its own limit", "products left", ...own], rows);
}

/** The products that are multiplied of those that there are. */
function productsOf({ kind, x, w, y, stride, op }: Task): number {
  if (kind !== "conv") return 1;
  // What is transposed has the wide side as its output.
  const shapes: Conv2DShapes = { x: y, w, y: x };
  const [side] = w, padding = Math.max(0, side - stride) >> 1;
  const geometry: Conv2DGeometry = {
    strides: [stride, stride],
    dilations: [1, 1],
    padding: [padding, padding],
  };
  const all = {
    fwd: () =>
      chooseInputGrad(shapes, geometry) === "winograd"
        ? productsOfInputGrad(shapes, geometry)!
        : 1,
    dx: () =>
      chooseConv2D(shapes, geometry) === "winograd"
        ? productsOfConv2D(shapes, geometry)!
        : 1,
    dw: () =>
      chooseKernelGrad(shapes, geometry) === "winograd"
        ? productsOfConv2D(shapes, geometry)!
        : 1,
  };
  if (op === "fwd" || op === "dx" || op === "dw") return all[op]();
  return (all.fwd() + all.dx() + all.dw()) / 3;
}
