/** The modules in a state_dict of PyTorch, and which of them is which layer. */

import type { AnyTensor } from "../../data/safetensors/any_dtype.ts";
import { sameShape } from "../../backends/view.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { COUNTER } from "./rules.ts";
import { pathIn, type Wanted } from "./wanted.ts";

/** What lies under one name, such as `encoder.0`, by its own names, such as `weight`. */
export type TorchModule = ReadonlyMap<string, AnyTensor>;

/** Names as they count: what is numbered goes by its number. */
const byNumber = new Intl.Collator("en", { numeric: true });

/** The modules by their names, numbers in their order, without what only counts. */
export function modulesOf(
  tensors: Readonly<Record<string, AnyTensor>>,
): ReadonlyMap<string, TorchModule> {
  const modules = new Map<string, Map<string, AnyTensor>>();
  const names = Object.keys(tensors).toSorted(byNumber.compare);
  for (const full of names) {
    const at = full.lastIndexOf(".");
    const [module, name] = [full.slice(0, Math.max(at, 0)), full.slice(at + 1)];
    if (name === COUNTER) continue;
    const arrays = modules.get(module) ?? new Map<string, AnyTensor>();
    modules.set(module, arrays.set(name, tensors[full]));
  }
  return modules;
}

/**
 * The module of each layer: the one that `names` says, or that has its name or its path; else, where all are numbered, the
 * next; else the only one that fits. `null` where there is none.
 *
 * @throws {ValueError} if several fit, or `names` speaks of what is not there.
 */
export function assigned(
  action: string,
  wanted: readonly Wanted[],
  modules: ReadonlyMap<string, TorchModule>,
  names: Readonly<Record<string, string>>,
): (string | null)[] {
  checkNames(action, wanted, modules, names);
  const all = [...modules.keys()];
  const said = wanted.map((one) => {
    const { name } = one.layer;
    const known = [names[name], name, pathIn(one)];
    return known.find((name) => modules.has(name)) ?? null;
  });
  const isWhole = said.every((name) => name !== null);
  if (isWhole && new Set(said).size === said.length) return said;
  if (Object.keys(names).length === 0 && isNumbered(all)) {
    return wanted.map((_, i) => all[i] ?? null);
  }
  return wanted.map((one) => {
    const { name } = one.layer;
    if (Object.hasOwn(names, name)) return names[name];
    const free = all.filter((module) =>
      !Object.values(names).includes(module) && fits(one, modules.get(module)!)
    );
    if (free.length <= 1) return free[0] ?? null;
    throw new ValueError(
      `Cannot ${action}: expected one module that can be ${name}, received ${
        free.join(", ")
      } (names: { ${quote(name)}: ${quote(free[0])} } says which)`,
    );
  });
}

function fits({ weights }: Wanted, module: TorchModule): boolean {
  return module.size === weights.length && weights.every(({ own, layout }) => {
    const array = module.get(own);
    return array && sameShape(array.shape, layout.shape);
  });
}

/** Whether the order of names is that of numbers in them. */
function isNumbered(names: readonly string[]): boolean {
  return names.slice(1).every((name, i) => {
    const [before, after] = [names[i].split("."), name.split(".")];
    const at = after.findIndex((part, j) => part !== before[j]);
    return [before[at], after[at]].every((part) => /^\d+$/.test(part ?? ""));
  });
}

function checkNames(
  action: string,
  wanted: readonly Wanted[],
  modules: ReadonlyMap<string, TorchModule>,
  names: Readonly<Record<string, string>>,
): void {
  for (const [layer, module] of Object.entries(names)) {
    const isKnown = wanted.some((one) => one.layer.name === layer);
    if (isKnown && modules.has(module)) continue;
    throw new ValueError(
      `Cannot ${action}: expected names of layers with weights, each with that of a module (${
        [...modules.keys()].join(", ")
      }), received ${quote({ [layer]: module })}`,
    );
  }
}
