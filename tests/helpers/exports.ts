/** All functions that the entry points export, with the methods of classes and of objects of them. */

import * as dg from "@decograd/decograd";
import { Group } from "@decograd/decograd/distributed";
import config from "../../deno.json" with { type: "json" };
import { neededOf } from "../training/metrics/needed_options.ts";
import { everyLayer } from "./every_layer.ts";
import { ROOT, sourceFiles } from "./sources.ts";

/** A function that users can call. */
export interface Exported {
  /** Where it is: `"sum"`, `"losses.get"`, `"new layers.Dense"`, `"Tensor#item"`. */
  readonly path: string;
  /** Calls it, on its object if it is a method. */
  readonly call: (...args: readonly unknown[]) => unknown;
  /** Its parameters, as its source writes them. */
  readonly parameters: readonly string[];
  /** The options that a class takes by their places. */
  readonly leading?: readonly string[];
}

type AnyFunction = (...args: unknown[]) => unknown;
type Class = abstract new (...args: unknown[]) => object;

const schedule = { initialLearningRate: 1, decaySteps: 9 };
const decay = { ...schedule, decayRate: 0.5 };

/** The arguments of classes that need some, besides layers and metrics. */
const NEEDED: Readonly<Record<string, () => unknown[]>> = {
  BackupAndRestore: () => [{ backupDir: "backup" }],
  Dataset: () => [[1, 2]],
  CSVLogger: () => [{ filename: "training.csv" }],
  CosineDecay: () => [schedule],
  CosineDecayRestarts: () => [{ initialLearningRate: 1, firstDecaySteps: 9 }],
  ExponentialDecay: () => [decay],
  InverseTimeDecay: () => [decay],
  DistributedOptimizer: () => [
    { innerOptimizer: "sgd", group: new Group(null) },
  ],
  Group: () => [null],
  ImageGrid: () => [{ images: () => dg.ones([1, 2, 2, 1]) }],
  LearningRateScheduler: () => [() => 1],
  LossScaleOptimizer: () => [{ innerOptimizer: new dg.optimizers.SGD() }],
  ModelCheckpoint: () => [{ filepath: "last.safetensors" }],
  PiecewiseConstantDecay: () => [{ boundaries: [1], values: [1, 2] }],
  PolynomialDecay: () => [schedule],
  SummaryWriter: () => [{ logDir: "logs" }],
  TensorBoard: () => [{ logDir: "logs" }],
  Trainer: () => [
    { model: new dg.layers.Dense({ units: 1 }), optimizer: "sgd" },
  ],
  Variable: () => [1],
};

function instanceOf(name: string, made: Class): object {
  if (name === "Tensor") return dg.ones([2]);
  const layer = everyLayer.get(name)?.make();
  if (layer) return layer;
  if (name === "Scope") return closedScope();
  if (name === "SymbolicTensor") return dg.Input({ shape: [2] });
  const needed = neededOf(name);
  const given = Object.keys(needed).length > 0 ? [needed] : [];
  return Reflect.construct(made, NEEDED[name]?.() ?? given);
}

/** A scope must not be open where there is an `await`. */
function closedScope(): dg.Scope {
  using scope = new dg.Scope();
  return scope;
}

/** The members of the entry points; those of one that another shows as a whole are not shown twice. */
async function members(): Promise<[path: string, value: unknown][]> {
  const seen = new Set<unknown>();
  const found: [string, unknown][] = [];
  function walk(prefix: string, exported: object): void {
    for (const [name, value] of Object.entries(exported)) {
      const path = prefix + name;
      if (isModule(value)) walk(`${path}.`, value);
      else if (!seen.has(value)) found.push([path, value]);
      seen.add(value);
    }
  }
  for (const [entry, file] of Object.entries(config.exports)) {
    const prefix = entry === "." ? "" : `${entry.slice(2)}.`;
    walk(prefix, await import(new URL(file, ROOT).href));
  }
  return found;
}

/** Every function that users can call; what `protected` keeps from them is none. */
export async function everyFunction(): Promise<Exported[]> {
  const { isAbstract, isProtected } = await readClasses();
  const found: Exported[] = [];
  const seen = new Set<unknown>();
  const add = (path: string, f: unknown, self: unknown) => {
    if (typeof f !== "function" || seen.has(f)) return;
    seen.add(f);
    const parameters = parametersOf(f as AnyFunction);
    found.push({
      path,
      call: (...args) => Reflect.apply(f, self, args),
      parameters,
    });
  };
  for (const [path, value] of await members()) {
    if (!isClass(value)) {
      add(path, value, undefined);
      continue;
    }
    found.push({
      path: `new ${path}`,
      call: (...args) => Reflect.construct(value, args),
      parameters: constructorOf(value),
      leading: (value as { leading?: readonly string[] }).leading,
    });
    for (const one of chainOf(value)) {
      for (const [key, f] of methodsOf(one)) add(`${path}.${key}`, f, value);
    }
    if (isAbstract(value.name) || value.prototype instanceof Error) continue;
    const object = instanceOf(value.name, value);
    const chain = chainOf(value.prototype);
    const owners = chain.map(({ constructor }) => constructor.name);
    for (const [key, f] of chain.flatMap(methodsOf)) {
      if (owners.some((owner) => isProtected(owner, key))) continue;
      add(`${path}#${key}`, f, object);
    }
  }
  return found;
}

/** An object of every class that the entry points export, as it is made, by its path. */
export async function everyObject(): Promise<[path: string, object][]> {
  const { isAbstract } = await readClasses();
  return (await members()).flatMap(([path, value]) =>
    isClass(value) && !isAbstract(value.name) &&
      !(value.prototype instanceof Error)
      ? [[path, instanceOf(value.name, value)] as [string, object]]
      : []
  );
}

/** A class or a prototype, and what it derives from, without what the language has. */
function chainOf(first: object): object[] {
  const chain: object[] = [];
  for (
    let one = first;
    one && one !== Object.prototype && one !== Function.prototype &&
    one !== TypeError && one !== RangeError && one !== Error;
    one = Object.getPrototypeOf(one)
  ) chain.push(one);
  return chain;
}

function methodsOf(one: object): [string, unknown][] {
  return Object.getOwnPropertyNames(one).flatMap((key) => {
    const value = Object.getOwnPropertyDescriptor(one, key)?.value;
    const isMethod = typeof value === "function" && key !== "constructor" &&
      !isClass(value);
    return isMethod ? [[key, value]] : [];
  });
}

/** What the sources of the library say of classes, and the language does not. */
async function readClasses(): Promise<{
  isAbstract(name: string): boolean;
  isProtected(owner: string, method: string): boolean;
}> {
  const rooms =
    "autograd config data distributed layers models training variables";
  const files = await Promise.all(rooms.split(" ").map(sourceFiles));
  const texts = await Promise.all(
    files.flat().map((file) => Deno.readTextFile(new URL(file, ROOT))),
  );
  const said = new Set<string>();
  for (const text of texts) {
    for (const part of text.split(/^(?=(?:export )?(?:abstract )?class )/m)) {
      const [, abstract, name] =
        /^(?:export )?(abstract )?class (\w+)/.exec(part) ?? [];
      if (abstract) said.add(name);
      const methods = part.matchAll(/^ +protected (?:[a-z]+ )*(\w+)\s*[(<]/gm);
      for (const [, method] of methods) said.add(`${name}.${method}`);
    }
  }
  return {
    isAbstract: (name) => said.has(name),
    isProtected: (owner, method) => said.has(`${owner}.${method}`),
  };
}

function isModule(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Module]";
}

function isClass(value: unknown): value is Class {
  return typeof value === "function" && /^class\b/.test(sourceOf(value));
}

function sourceOf(f: unknown): string {
  return Function.prototype.toString.call(f);
}

function parametersOf(f: AnyFunction): string[] {
  return firstBrackets(sourceOf(f));
}

/** Those of the constructor of a class, its own or the one that it inherits. */
function constructorOf(made: Class): string[] {
  for (const one of chainOf(made)) {
    const [, own] = sourceOf(one).split(/(?:^|\*\/) *constructor(?=\()/m);
    if (own) return firstBrackets(own);
  }
  return [];
}

/** What stands in the first round brackets of a text, parted by commas. */
function firstBrackets(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of text.slice(text.indexOf("(") + 1)) {
    if (depth === 0 && letter === ")") break;
    if ("([{".includes(letter)) depth++;
    if (")]}".includes(letter)) depth--;
    if (depth === 0 && letter === ",") parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
