/** The commands of a trace as a graph: producers and consumers, and which results are live. */

import type { Operand, ReduceFn } from "../backend.ts";
import type { DType } from "../dtype.ts";
import type { Expr } from "../expr.ts";
import { type Shape, sizeOf } from "../view.ts";
import type { Command } from "./command.ts";
import type { LazyBuffer } from "./lazy_buffer.ts";
import type { Place } from "./plan.ts";
import { isWhole } from "./views.ts";
import type { Trace } from "./trace.ts";

/** A kernel to be: one command at first, several once they have been fused. */
export interface Node {
  readonly kind: Command["kind"];
  readonly name: string;
  readonly fn?: ReduceFn;
  /** The number of the command whose kernel it is. */
  readonly command: number;
  /** The number of its last command: when it runs unless something has to run later. */
  at: number;
  /** No command of this node, or of any that runs before it, has a larger number. */
  top: number;
  /** The shape that the expressions are evaluated over. */
  readonly shape: Shape;
  /** As in a command, with buffers by their numbers. */
  exprs: readonly Expr[];
  inputs: readonly Place[];
  readonly reads: readonly Place[];
  outs: readonly Place[];
  /** Whether it may be fused: it writes whole buffers that nothing else writes. */
  readonly isPlain: boolean;
  /** Nodes that run before it because of a buffer that is written more than once. */
  readonly dependencies: Set<Node>;
  /** Nodes that run after it for the same reason. */
  readonly dependents: Set<Node>;
  /** The node that it was fused into; itself if it was removed. */
  into?: Node;
}

/** How a trace uses a buffer. */
export interface Fact {
  readonly length: number;
  readonly dtype: DType;
  /** Whether it held something before the trace. */
  readonly isOld: boolean;
  /** Whether nothing needs it after the trace. */
  readonly isDead: boolean;
  /** For contents that are needed again if the trace fails: the only buffer that may overwrite them, or -1. */
  readonly heir?: number;
  /** Whether it is written at most once, wholly, and before anything reads it. */
  isSimple: boolean;
  /** The number of the last command that writes it, or -1. */
  lastWrite: number;
  /** The node that writes it, if it is simple. */
  producer?: Node;
  /** The nodes that read it. */
  readonly consumers: Set<Node>;
}

/** The nodes and buffers of a trace. */
export class Graph {
  /** In the order of their commands. */
  readonly nodes: readonly Node[];
  /** By the number of the buffer. */
  readonly facts: readonly Fact[];

  /** The graph of the commands whose results are live. */
  constructor(trace: Trace) {
    const { commands } = trace;
    this.facts = trace.buffers.map((buffer) => ({
      length: buffer.length,
      dtype: buffer.dtype,
      isOld: buffer.real !== undefined,
      isDead: buffer.isFreed || buffer.isOffered,
      heir: buffer.isOffered && buffer.real ? trace.heirOf(buffer) : undefined,
      isSimple: true,
      lastWrite: -1,
      consumers: new Set(),
    }));
    const outs = liveOuts(commands, this.facts);
    const live = commands.flatMap((command, at) =>
      outs[at].length > 0 ? [{ command, at, outs: outs[at] }] : []
    );
    for (const { command, at } of live) this.#note(command, at);
    this.nodes = live.map(({ command, at, outs }) =>
      this.#nodeOf(command, at, outs)
    );
    this.#link();
  }

  /** Whether a buffer is written after the command of this number. */
  isWrittenAfter(buffer: number, at: number): boolean {
    return this.facts[buffer].lastWrite > at;
  }

  /** Replaces the inputs of a node. */
  setInputs(node: Node, inputs: readonly Place[]): void {
    for (const { buffer } of node.inputs) {
      this.facts[buffer].consumers.delete(node);
    }
    node.inputs = inputs;
    for (const { buffer } of [...inputs, ...node.reads]) {
      this.facts[buffer].consumers.add(node);
    }
  }

  /** Takes a node out: another one does its work, or nothing needs it. */
  remove(node: Node, into?: Node): void {
    for (const { buffer } of [...node.inputs, ...node.reads]) {
      this.facts[buffer].consumers.delete(node);
    }
    node.into = into ?? node;
    for (const { buffer } of node.outs) {
      const fact = this.facts[buffer];
      if (fact.producer === node) fact.producer = into;
    }
    if (!into) return;
    for (const before of node.dependencies) addDependency(into, before);
    for (const later of node.dependents) addDependency(later, into);
    into.top = Math.max(into.top, node.top);
  }

  /** Lets a node run no earlier than the command of this number, nor those that depend on it. */
  moveTo(node: Node, at: number): void {
    node.at = Math.max(node.at, at);
    const top = Math.max(node.top, node.at);
    node.top = -1;
    this.#raise(node, top);
  }

  /** The nodes that a node needs: its producers and its dependencies. */
  *before(node: Node): Iterable<Node> {
    for (const { buffer } of node.inputs) {
      const { producer } = this.facts[buffer];
      if (producer) yield producer;
    }
    for (const { buffer } of node.reads) {
      const { producer } = this.facts[buffer];
      if (producer) yield producer;
    }
    for (const other of node.dependencies) {
      const now = present(other);
      if (isPresent(now) && now !== node) yield now;
    }
  }

  /** Whether one of two nodes is reachable from the other through a third: fused, they would wait for themselves. */
  wouldFormCycle(a: Node, b: Node): boolean {
    return this.#reaches(a, b) || this.#reaches(b, a);
  }

  /** Whether a node that `node` needs needs `first`. */
  #reaches(first: Node, node: Node): boolean {
    const seen = new Set<Node>([node]);
    const isReached = (to: Node): boolean => {
      if (to === first) return true;
      // It holds earlier commands only, and so do all that it needs.
      if (seen.has(to) || to.top < first.command) return false;
      seen.add(to);
      for (const before of this.before(to)) if (isReached(before)) return true;
      return false;
    };
    for (const before of this.before(node)) {
      if (before !== first && isReached(before)) return true;
    }
    return false;
  }

  #raise(node: Node, top: number): void {
    if (node.top >= top) return;
    node.top = top;
    for (const { buffer } of node.outs) {
      const { producer, consumers } = this.facts[buffer];
      if (producer === node) {
        consumers.forEach((consumer) => this.#raise(consumer, top));
      }
    }
    for (const later of node.dependents) this.#raise(present(later), top);
  }

  #note({ inputs, reads, outs }: Command, at: number): void {
    for (const operand of [...inputs, ...reads]) {
      const fact = this.facts[indexOf(operand)];
      if (!fact.isOld && fact.lastWrite < 0) fact.isSimple = false;
    }
    for (const operand of outs) {
      const fact = this.facts[indexOf(operand)];
      const isFirst = fact.lastWrite < 0 && !fact.isOld;
      if (!isFirst || !isWhole(operand.view, fact.length)) {
        fact.isSimple = false;
      }
      fact.lastWrite = at;
    }
  }

  #nodeOf(command: Command, at: number, live: readonly number[]): Node {
    const { kind, name, fn, exprs, inputs, reads, outs } = command;
    const place = (operand: Operand): Place => ({
      buffer: indexOf(operand),
      view: operand.view,
    });
    const isCall = kind === "call";
    const own = isCall ? outs : live.map((i) => outs[i]);
    const shape = kind === "reduce" ? inputs[0].view.shape : outs[0].view.shape;
    const isSimple = own.every((out) => this.facts[indexOf(out)].isSimple);
    return {
      kind,
      name,
      fn,
      command: at,
      at,
      top: at,
      shape,
      exprs: isCall ? exprs : live.map((i) => exprs[i]),
      inputs: inputs.map(place),
      reads: reads.map(place),
      outs: own.map(place),
      isPlain: isSimple && sizeOf(shape) > 0,
      dependencies: new Set(),
      dependents: new Set(),
    };
  }

  /** Finds producers and consumers; where a buffer is written more than once, keeps the order of the commands. */
  #link(): void {
    const users = new Map<number, { writer?: Node; consumers: Node[] }>();
    for (const node of this.nodes) {
      for (const { buffer } of [...node.inputs, ...node.reads]) {
        this.facts[buffer].consumers.add(node);
        if (this.facts[buffer].isSimple) continue;
        const { writer, consumers } = entry(users, buffer);
        if (writer) addDependency(node, writer);
        consumers.push(node);
      }
      for (const { buffer } of node.outs) {
        const fact = this.facts[buffer];
        if (fact.isSimple) {
          fact.producer = node;
          continue;
        }
        const { writer, consumers } = entry(users, buffer);
        for (const user of [...consumers, ...writer ? [writer] : []]) {
          if (user !== node) addDependency(node, user);
        }
        users.set(buffer, { writer: node, consumers: [] });
      }
    }
  }
}

/** Lets a node run after another. */
export function addDependency(node: Node, before: Node): void {
  node.dependencies.add(before);
  before.dependents.add(node);
}

/** The node that a node was fused into, or the node itself. */
export function present(node: Node): Node {
  while (node.into && node.into !== node) node = node.into;
  return node;
}

/** Whether a node was neither fused into another nor removed. */
export function isPresent(node: Node): boolean {
  return node.into === undefined;
}

function entry(
  users: Map<number, { writer?: Node; consumers: Node[] }>,
  buffer: number,
): { writer?: Node; consumers: Node[] } {
  const known = users.get(buffer) ?? { consumers: [] };
  users.set(buffer, known);
  return known;
}

function indexOf({ buffer }: Operand): number {
  return (buffer as LazyBuffer).index;
}

/** Liveness, from the last command to the first: for each command, which of its outputs are needed. */
function liveOuts(
  commands: readonly Command[],
  facts: readonly Fact[],
): number[][] {
  const isLive = facts.map(({ isDead }) => !isDead);
  const live: number[][] = commands.map(() => []);
  for (let at = commands.length - 1; at >= 0; at--) {
    const { outs, inputs, reads } = commands[at];
    live[at] = outs.flatMap((out, i) => isLive[indexOf(out)] ? [i] : []);
    if (live[at].length === 0) continue;
    for (const operand of [...inputs, ...reads]) {
      isLive[indexOf(operand)] = true;
    }
  }
  return live;
}
