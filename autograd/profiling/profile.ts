/** Where the time of a function goes: by layer, forward and back. */

import { getBackend } from "../../backends/default_backend.ts";
import { checkArgumentCount, checkFunction } from "../../config/options.ts";
import { observe, type Observer } from "../observer.ts";
import { currentPlace, isOnTheWayBack, type Place } from "../place.ts";
import { watchKernels } from "./kernels.ts";
import { Profile } from "./report.ts";

/** Keeps the name of the op at work. */
class OpNames implements Observer {
  readonly #open: string[] = [];

  /** The op that is at work, if one is. */
  get current(): string | undefined {
    return this.#open.at(-1);
  }

  forward(...[name, , run]: Parameters<Observer["forward"]>) {
    return this.#during(name, run);
  }

  backward(...[node, run]: Parameters<Observer["backward"]>) {
    return this.#during(`gradient of ${node.name}`, run);
  }

  #during<T>(name: string, run: () => T): T {
    this.#open.push(name);
    try {
      return run();
    } finally {
      this.#open.pop();
    }
  }
}

/**
 * Runs `f` and tells where its time went: for each layer, by its path, forward and back, how many kernels it called, how
 * long they took and how many bytes they read and wrote; losses, metrics and the optimizer have lines of their own.
 *
 * So that each kernel can be timed it runs alone, when it is called: nothing is fused, and all takes longer than without
 * looking on. Kernels that have not run alone before are compiled meanwhile, so look at a second profile. On `"webgpu"`
 * the device's own clock is asked, where it has one (`timestamp-query`); else the time is that of handing a kernel over.
 * Kernels of the backend in use are seen, and no others.
 *
 * @throws {TypeError} if `f` is no function.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 4, name: "dense" })], { name: "net" });
 * model.compile({ optimizer: "sgd", loss: "mse" });
 * const x = dg.ones([8, 4]);
 * const profile = await dg.profile(() => model.trainOnBatch(x, x));
 * const [dense] = profile.rows.filter(({ path }) => path === "net/dense");
 * assert(dense.forward.calls >= 1 && dense.backward.calls >= 1);
 * assert(profile.table().includes("net/dense"));
 * assertEquals(Object.keys(JSON.parse(profile.chromeTrace())), ["traceEvents", "displayTimeUnit"]);
 * ```
 *
 * @category Profiling
 */
export async function profile(f: () => unknown): Promise<Profile> {
  checkArgumentCount("profile", arguments, 1);
  checkFunction("profile", f);
  const backend = getBackend(), names = new OpNames();
  const began = performance.now();
  using watch = observe(names);
  using kernels = watchKernels(backend, (kernel) => {
    const place = currentPlace();
    return {
      op: names.current ?? kernel,
      isBackward: isOnTheWayBack(),
      path: partsOf(place),
      className: place?.owner.constructor.name ?? null,
    };
  });
  try {
    await f();
  } finally {
    watch[Symbol.dispose]();
    kernels[Symbol.dispose]();
  }
  const milliseconds = performance.now() - began;
  const { runs, byDevice } = await kernels.runs();
  return new Profile({
    ...{ backend: backend.name, milliseconds, kernels: runs, byDevice },
  });
}

/** The names on the way to a place, outermost first. */
function partsOf(place: Place | undefined): readonly string[] {
  return place ? [...partsOf(place.outer), place.owner.name] : [];
}
