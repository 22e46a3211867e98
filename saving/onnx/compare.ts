/** Holds the graph in a file beside the one that a model is said by: names of what lies between do not matter. */

import type { Match, Matches } from "../../models/weights/put.ts";
import { Variable } from "../../variables/variable.ts";
import type { Held } from "./emission.ts";
import {
  type Attribute,
  type End,
  type Graph,
  type Node,
  type Tensor,
  TYPES,
} from "./model.ts";
import { bytesOf, numbersOf } from "./numbers.ts";
import { sameOrder } from "./order.ts";
import type { Said } from "./say.ts";

/** A graph beside another. */
export class Comparison {
  /** Whether they say the same, but for the weights. */
  readonly isSame: boolean;
  /** The weights in the file for those of the model. */
  readonly matches: Matches;
  readonly #graph: Graph;
  readonly #said: Said;
  /** The names in the file for those of the other. */
  readonly #names = new Map<string, string>();

  /** Compares a graph in a file with the one that a model is said by. */
  constructor(graph: Graph, said: Said) {
    this.#graph = graph;
    this.#said = said;
    const isSame = this.#areSame();
    this.matches = this.#match();
    this.isSame = isSame && this.#agree();
  }

  #areSame(): boolean {
    const { nodes, inputs, outputs } = this.#graph;
    const said = this.#said;
    if (!sameEnds(inputs, said.inputs)) return false;
    if (!sameEnds(outputs, said.outputs)) return false;
    for (const { name } of [...inputs, ...outputs]) this.#names.set(name, name);
    return nodes.length === said.nodes.length &&
      said.nodes.every((wanted, i) => this.#isSame(nodes[i], wanted)) &&
      [...said.held].every(([name, one]) =>
        one.source instanceof Variable || this.#isConstant(name, one)
      );
  }

  /** Whether weights that are there in several orders have the same numbers in all of them. */
  #agree(): boolean {
    const known = new Map<Variable, ArrayLike<number>>();
    return this.matches.matches.every(({ variable, found }) => {
      if (!found) return true;
      const other = known.get(variable) ?? found.data;
      known.set(variable, found.data);
      return other.length === found.data.length &&
        Array.prototype.every.call(
          other,
          (one, i) => Object.is(one, found.data[i]),
        );
    });
  }

  #isSame(node: Node, wanted: Node): boolean {
    return node.op === wanted.op &&
      sameAttributes(node.attributes, wanted.attributes) &&
      this.#areNames(node.inputs, wanted.inputs) &&
      this.#areNames(node.outputs, wanted.outputs);
  }

  #areNames(found: readonly string[], wanted: readonly string[]): boolean {
    return found.length === wanted.length && wanted.every((name, i) => {
      const known = this.#names.get(name);
      if (known === undefined) this.#names.set(name, found[i]);
      return known === undefined || known === found[i];
    });
  }

  #isConstant(name: string, one: Held): boolean {
    const found = this.#graph.tensors.get(this.#names.get(name) ?? "");
    if (!found) return false;
    const bytes = bytesOf(one.source as readonly number[], one);
    return sameTensor(found, { type: TYPES[one.type], dims: one.dims, bytes });
  }

  #match(): Matches {
    const used = new Set<string>();
    const matches: Match[] = [];
    for (const [name, one] of this.#said.held) {
      const known = this.#names.get(name) ?? name;
      const tensor = this.#graph.tensors.get(known);
      used.add(known);
      if (!(one.source instanceof Variable)) continue;
      const isSame = tensor?.type === TYPES.float32 &&
        sameOrder(tensor.dims, one.dims);
      matches.push({
        wanted: known,
        variable: one.source,
        found: tensor
          ? {
            name: known,
            shape: isSame ? one.source.shape : tensor.dims,
            data: isSame ? numbersOf(tensor.bytes, one) : [],
          }
          : null,
      });
    }
    const extra = [...this.#graph.tensors.keys()]
      .filter((name) => !used.has(name));
    return { matches, extra };
  }
}

function sameEnds(found: readonly End[], wanted: readonly End[]): boolean {
  return found.length === wanted.length && wanted.every((end, i) => {
    const { name, type, shape } = found[i];
    return name === end.name && type === end.type &&
      shape.length === end.shape.length &&
      shape.every((size, axis) => size === end.shape[axis]);
  });
}

function sameAttributes(
  found: Readonly<Record<string, Attribute>>,
  wanted: Readonly<Record<string, Attribute>>,
): boolean {
  const names = Object.keys(wanted);
  return Object.keys(found).length === names.length &&
    names.every((name) => sameAttribute(found[name], wanted[name]));
}

function sameAttribute(
  found: Attribute | undefined,
  wanted: Attribute,
): boolean {
  if (!found) return false;
  const [[kind, value]] = Object.entries(wanted);
  const [[ownKind, own]] = Object.entries(found);
  if (kind !== ownKind) return false;
  if (Array.isArray(value)) return sameOrder(own, value);
  if (kind === "tensor") return sameTensor(own, value);
  return own === (kind === "float" ? Math.fround(value) : value);
}

function sameTensor(found: Tensor, wanted: Tensor): boolean {
  return found.type === wanted.type && sameOrder(found.dims, wanted.dims) &&
    found.bytes.length === wanted.bytes.length &&
    wanted.bytes.every((byte, i) => byte === found.bytes[i]);
}
