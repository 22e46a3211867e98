/** The commands of a trace as a graph: who reads what others write, and what is needed at all. */

import type { Operand, ReduceFn } from "../backend.ts";
import type { Expr } from "../expr.ts";
import { type Shape, sizeOf } from "../view.ts";
import type { Command } from "./command.ts";
import type { LazyBuffer } from "./lazy_buffer.ts";
import type { Place } from "./plan.ts";
import { isWhole } from "./views.ts";
import type { Trace } from "./trace.ts";

/** A kernel to be, of one command at first and of several when they have been fused. */
export interface Node {
  /** What kind of kernel. */
  readonly kind: Command["kind"];
  /** The method of the backend. */
  readonly name: string;
  /** How a fold folds. */
  readonly fn?: ReduceFn;
  /** The number of the command whose kernel it is. */
  readonly command: number;
  /** The number of the last command in it: when it is to run if nothing speaks against. */
  at: number;
  /** No command of this node, or of any that has to run before it, has a larger number. */
  top: number;
  /** The shape that the expressions are evaluated for. */
  readonly shape: Shape;
  /** The expressions, as in a command. */
  exprs: readonly Expr[];
  /** What they are over. */
  inputs: readonly Place[];
  /** What a call reads besides. */
  readonly reads: readonly Place[];
  /** What is written. */
  outs: readonly Place[];
  /** Whether it may be changed: it writes whole buffers that nothing else writes. */
  readonly isPlain: boolean;
  /** Nodes that have to run before, for they use what is written more than once. */
  readonly dependencies: Set<Node>;
  /** Nodes that have to run after it for the same reason. */
  readonly dependents: Set<Node>;
  /** The node that it has become part of. */
  into?: Node;
}

/** What is known of a buffer. */
export interface Fact {
  /** Elements. */
  readonly length: number;
  /** Whether it held something before the trace. */
  readonly isOld: boolean;
  /** Whether nobody needs it behind the trace. */
  readonly isDead: boolean;
  /** If it held something that is needed again should the trace fail: the buffer that may be written over it, or -1. */
  readonly heir?: number;
  /** Whether one command writes all of it before any other reads it, or none writes it. */
  isSimple: boolean;
  /** The last command that writes it. */
  lastWrite: number;
  /** The node that writes it, if it is simple. */
  producer?: Node;
  /** The nodes that read it. */
  readonly consumers: Set<Node>;
}

/** Nodes and buffers of a trace. */
export class Graph {
  /** The nodes, in the order of their commands. */
  readonly nodes: readonly Node[];
  /** The buffers, by their number. */
  readonly facts: readonly Fact[];

  /** The graph of the commands that are needed. */
  constructor(trace: Trace) {
    const { commands } = trace;
    this.facts = trace.buffers.map((buffer) => ({
      length: buffer.length,
      isOld: buffer.real !== undefined,
      isDead: buffer.isFreed || buffer.isOffered,
      heir: buffer.isOffered && buffer.real ? trace.heirOf(buffer) : undefined,
      isSimple: true,
      lastWrite: -1,
      consumers: new Set(),
    }));
    const wanted = liveOuts(commands, this.facts);
    const needed = commands.flatMap((command, at) =>
      wanted[at].length > 0 ? [{ command, at, wanted: wanted[at] }] : []
    );
    for (const { command, at } of needed) this.#note(command, at);
    this.nodes = needed.map(({ command, at, wanted }) =>
      this.#nodeOf(command, at, wanted)
    );
    this.#link();
  }

  /** Whether a buffer is written after a command. */
  isWrittenAfter(buffer: number, at: number): boolean {
    return this.facts[buffer].lastWrite > at;
  }

  /** Replaces what a node reads in its expressions. */
  setInputs(node: Node, inputs: readonly Place[]): void {
    for (const { buffer } of node.inputs) {
      this.facts[buffer].consumers.delete(node);
    }
    node.inputs = inputs;
    for (const { buffer } of [...inputs, ...node.reads]) {
      this.facts[buffer].consumers.add(node);
    }
  }

  /** Takes a node out, for another does its work or nobody needs it. */
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

  /** Notes that a node's work is done by the command of this number at the latest, with that of those that wait for it. */
  moveTo(node: Node, at: number): void {
    node.at = Math.max(node.at, at);
    const top = Math.max(node.top, node.at);
    node.top = -1;
    this.#raise(node, top);
  }

  /** The nodes that have to run before a node. */
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

  /** Whether two nodes cannot become one, for a third one needs one of them and is needed by the other. */
  wouldFormCycle(a: Node, b: Node): boolean {
    return this.#leads(a, b) || this.#leads(b, a);
  }

  /** Whether a node has to run before one that has to run before `node`. */
  #leads(first: Node, node: Node): boolean {
    const seen = new Set<Node>([node]);
    const leadsFrom = (to: Node): boolean => {
      if (to === first) return true;
      // Nodes that hold only earlier commands, and so do all that they wait for.
      if (seen.has(to) || to.top < first.command) return false;
      seen.add(to);
      for (const before of this.before(to)) if (leadsFrom(before)) return true;
      return false;
    };
    for (const before of this.before(node)) {
      if (before !== first && leadsFrom(before)) return true;
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

  #nodeOf(command: Command, at: number, wanted: readonly number[]): Node {
    const { kind, name, fn, exprs, inputs, reads, outs } = command;
    const place = (operand: Operand): Place => ({
      buffer: indexOf(operand),
      view: operand.view,
    });
    const isCall = kind === "call";
    const own = isCall ? outs : wanted.map((i) => outs[i]);
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
      exprs: isCall ? exprs : wanted.map((i) => exprs[i]),
      inputs: inputs.map(place),
      reads: reads.map(place),
      outs: own.map(place),
      isPlain: isSimple && sizeOf(shape) > 0,
      dependencies: new Set(),
      dependents: new Set(),
    };
  }

  /** Finds makers and readers; where a buffer is written more than once, keeps the order of the commands. */
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

/** Notes that a node has to run after another. */
export function addDependency(node: Node, before: Node): void {
  node.dependencies.add(before);
  before.dependents.add(node);
}

/** The node that does the work of a node now. */
export function present(node: Node): Node {
  while (node.into && node.into !== node) node = node.into;
  return node;
}

/** Whether a node still stands for itself. */
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

/** For each command, which of its outputs somebody needs. */
function liveOuts(
  commands: readonly Command[],
  facts: readonly Fact[],
): number[][] {
  const needed = facts.map(({ isDead }) => !isDead);
  const wanted: number[][] = commands.map(() => []);
  for (let at = commands.length - 1; at >= 0; at--) {
    const { outs, inputs, reads } = commands[at];
    wanted[at] = outs.flatMap((out, i) => needed[indexOf(out)] ? [i] : []);
    if (wanted[at].length === 0) continue;
    for (const operand of [...inputs, ...reads]) {
      needed[indexOf(operand)] = true;
    }
  }
  return wanted;
}
