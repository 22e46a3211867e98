/** Where Keras keeps the variables of each part of a model: by its attribute, or by its class among others in a list. */

import type { CustomObjects } from "../../config/serialization.ts";
import { snakeName } from "../../config/serialization.ts";
import { snakeCase } from "../../config/schema.ts";
import { Layer } from "../../layers/layer.ts";
import { classNameOf } from "../../layers/layer_object.ts";
import { Model } from "../../models/model.ts";
import { Sequential } from "../../models/sequential.ts";
import { Module } from "../../variables/module.ts";
import type { Variable } from "../../variables/variable.ts";

/** A part of a model, and where its variables are. */
export interface Place {
  /** The path of its group, such as `layers/dense_1`; empty for the model itself. */
  readonly path: string;
  /** Its name. */
  readonly name: string;
  /** Its own variables, in Keras's order. */
  readonly variables: readonly Variable[];
}

/** The class of the user's own that a name of `customObjects` means, and the name that its own files have for it. */
type Names = ReadonlyMap<unknown, string>;

/**
 * The model and all in it, each once, in the order in which Keras comes by: a layer that is used twice is kept where it is
 * met first.
 */
export function placesOf(
  model: Module,
  customObjects: CustomObjects = {},
): Place[] {
  const names: Names = new Map(
    Object.entries(customObjects)
      .map(([name, made]) => [made, name.replace(/^.*>/, "")]),
  );
  const places: Place[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown, path: string): void => {
    if (seen.has(value)) return;
    if (value instanceof Module) {
      seen.add(value);
      places.push({ path, name: value.name, variables: value.ownVariables });
      for (const [name, member] of membersOf(value)) {
        visit(member, path === "" ? name : `${path}/${name}`);
      }
    } else if (isContainer(value)) {
      seen.add(value);
      for (const [name, member] of named(elementsOf(value), names)) {
        visit(member, `${path}/${name}`);
      }
    }
  };
  visit(model, "");
  return places;
}

/** What lies in the properties of a module under Keras's names for them, as Keras sorts them: private ones last. */
function membersOf(module: Module): [name: string, value: unknown][] {
  const members = Object.entries(module)
    .map(([name, value]): [string, unknown] => [snakeCase(name), value]);
  const layers: [string, unknown][] = module instanceof Model
    ? [["layers", module.layers]]
    : [];
  if (isGraph(module)) return [...layers, ...sorted(members)];
  return sorted([...members, ...layers]);
}

/** Whether Keras asks a model for its layers before all else. */
function isGraph(module: Module): boolean {
  return module instanceof Sequential ||
    module instanceof Model && module.inputs !== null;
}

function sorted(members: [string, unknown][]): [string, unknown][] {
  const key = (name: string) => name.startsWith("_") ? `~${name}` : name;
  return members.toSorted(([a], [b]) => key(a) < key(b) ? -1 : 1);
}

function isContainer(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  if (value instanceof Map || value instanceof Set) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function elementsOf(container: object): Iterable<unknown> {
  if (Array.isArray(container) || container instanceof Set) return container;
  return container instanceof Map
    ? container.values()
    : Object.values(container);
}

/** Modules by their classes, lists and the like as containers; of several the second has a 1 behind it. */
function* named(
  elements: Iterable<unknown>,
  names: Names,
): Generator<[name: string, element: unknown]> {
  const counts = new Map<string, number>();
  for (const element of elements) {
    const name = element instanceof Layer
      ? snakeName(names.get(element.constructor) ?? classNameOf(element))
      : isContainer(element)
      ? "container"
      : null;
    if (name === null) continue;
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    yield [count === 0 ? name : `${name}_${count}`, element];
  }
}
