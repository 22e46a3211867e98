/** Finds the op that made the first NaN or infinity. */

import type { Backend } from "../backends/backend.ts";
import { input } from "../backends/expr.ts";
import * as f from "./formula.ts";
import { evaluate, reduce } from "./kernel.ts";
import type { Observer } from "./observer.ts";
import { currentPlace, pathOf, type Place } from "./place.ts";
import { outsideScopes } from "./scope.ts";
import { noGrad, type OpNode } from "./tape.ts";
import { Tensor } from "./tensor.ts";

/** What was looked at. */
interface Look {
  /** The op, and in which layer it ran. */
  readonly op: string;
  readonly place: Place | undefined;
  /** Whether it is something that the op took, what it made, or what came back through it. */
  readonly what: "input" | "output" | "gradient";
  /** Of an op that is part of the way back through another: that one. */
  readonly back: OpNode | undefined;
  readonly shapes: readonly string[];
  /** What the tensor is called, if it has a name. */
  readonly name?: string;
}

/** What is known on a device: the number of the first look at which something was wrong, and the range of what came in. */
interface State {
  first: Tensor;
  low: Tensor;
  high: Tensor;
}

// 0 where all is finite, 1 with an infinity, 2 with a NaN.
const KIND = f.where(f.isNaN(f.x), 2, f.where(f.isFinite(f.x), 0, 1));
// The state stays once it is not 0; a kind counts with the number of the look: 3 * number + kind.
const [state, kind, number] = [0, 1, 2].map(input);
const FIRST = f.where(
  state,
  state,
  f.where(kind, f.add(kind, f.mul(3, number)), 0),
);
// Once the state is not 0 the ranges stay as they are.
const KEPT = f.where(state, input(1), input(2));

/** Looks at each tensor once, on its device, and reads nothing until it is asked. */
export class Numerics implements Observer, Disposable {
  readonly #nameOf: (tensor: Tensor) => string | undefined;
  readonly #looks: Look[] = [];
  readonly #seen = new WeakSet<Tensor>();
  readonly #states = new Map<Backend, State>();
  #back: OpNode | undefined;

  /** Begins; `nameOf` names tensors that no op has made, such as those of variables. */
  constructor(nameOf: (tensor: Tensor) => string | undefined) {
    this.#nameOf = nameOf;
  }

  forward(...[name, inputs, run]: Parameters<Observer["forward"]>) {
    const look = {
      op: name,
      place: currentPlace(),
      back: this.#back,
      shapes: inputs.map(({ shape }) => `[${shape.join(", ")}]`),
    };
    for (const one of inputs) {
      if (this.#seen.has(one)) continue;
      const name = this.#nameOf(one);
      this.#look(one, [], { ...look, what: "input", name });
    }
    const made = run();
    this.#look(made[0], inputs, { ...look, what: "output" });
    return made;
  }

  backward(...[node, run, cotangent]: Parameters<Observer["backward"]>) {
    const outer = this.#back;
    this.#back = node;
    try {
      const parts = run();
      const { name: op, place } = node, back = undefined;
      const shapes = [`[${cotangent.shape.join(", ")}]`];
      for (const part of parts) {
        if (!part) continue;
        this.#look(part, [cotangent], {
          ...{ op, place, back, shapes, what: "gradient" },
        });
      }
      return parts;
    } finally {
      this.#back = outer;
    }
  }

  #look(tensor: Tensor, from: readonly Tensor[], look: Look): void {
    if (this.#seen.has(tensor) || tensor.size === 0) return;
    this.#seen.add(tensor);
    // A view of what has been looked at.
    if (from.some(({ memory }) => memory === tensor.memory)) return;
    const at = this.#looks.push(look) - 1;
    outsideScopes(() => noGrad(() => this.#note(tensor, from[0], at)));
  }

  #note(tensor: Tensor, from: Tensor | undefined, at: number): void {
    const { backend } = tensor;
    const scalar = (value: number) => Tensor.from(backend, [value], []);
    const before = this.#states.get(backend) ??
      { first: scalar(0), low: scalar(0), high: scalar(0) };
    using kind = fold(KIND, tensor);
    using number = scalar(at + 1);
    // Of the look that finds something the range is of what was there before it.
    using low = from?.size ? fold(f.neg(f.x), from) : scalar(NaN);
    using high = from?.size ? fold(f.x, from) : scalar(NaN);
    this.#states.set(backend, {
      low: evaluate(KEPT, [before.first, before.low, low]),
      high: evaluate(KEPT, [before.first, before.high, high]),
      first: evaluate(FIRST, [before.first, kind, number]),
    });
    free(before);
  }

  /** What was found first, in words; undefined if all was finite. */
  async found(): Promise<string | undefined> {
    const read = await Promise.all(
      [...this.#states.values()].map(async ({ first, low, high }) => ({
        first: await first.item(),
        range: [-await low.item(), await high.item()] as const,
      })),
    );
    const found = read.filter(({ first }) => first > 0)
      .sort((a, b) => a.first - b.first);
    if (found.length === 0) return undefined;
    const [{ first, range }] = found;
    const kind = first % 3, number = (first - kind) / 3;
    return tell(this.#looks[number - 1], kind, range);
  }

  [Symbol.dispose](): void {
    for (const state of this.#states.values()) free(state);
    this.#states.clear();
  }
}

function fold(map: Parameters<typeof reduce>[1], tensor: Tensor): Tensor {
  return reduce("max", map, [tensor], tensor.shape.map(() => 1), []);
}

function free(state: State): void {
  for (const tensor of Object.values(state)) tensor[Symbol.dispose]();
}

function tell(
  { op, place, what, back, shapes, name }: Look,
  kind: number,
  [low, high]: readonly [number, number],
): string {
  const bad = kind === 2 ? "NaN" : "an infinity";
  const part = back
    ? `${op}, a part of the gradient of ${back.name}${whereOf(back.place)}`
    : `${op}${whereOf(place)}`;
  const sizes = `shape ${shapes.join(" and ")}`;
  const range = Number.isNaN(low + high)
    ? ""
    : ` and between ${short(low)} and ${short(high)}`;
  if (what === "gradient") {
    return `${bad} in the gradient of ${part}, while what came back to it was finite${range} (${sizes})`;
  }
  if (what === "output") {
    return `${bad} in the output of ${part}, whose ${
      shapes.length > 1
        ? `inputs were finite${range && `, the first${range.slice(4)}`}`
        : `input was finite${range}`
    } (${sizes})`;
  }
  return name === undefined
    ? `${bad} in the input of ${part}, which no op has made (${sizes})`
    : `${bad} in ${name}, an input of ${part}`;
}

function whereOf(place: Place | undefined): string {
  if (!place) return "";
  return ` of ${place.owner.constructor.name} "${pathOf(place)}"`;
}

function short(value: number): string {
  return `${Number(value.toPrecision(4))}`;
}
