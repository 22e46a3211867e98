/** The code of a chain of kernels that share short rows. */

import type { ReduceFn } from "../../../backend.ts";
import type { Prepared } from "../../../prepare.ts";
import {
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  minU,
  type ModuleBuilder,
  v128,
} from "../../assembler/mod.ts";
import { VectorExpressions } from "../../expression/compile.ts";
import { UNROLL } from "../../expression/span.ts";
import { eachVector } from "../../rows/span.ts";
import { TABLE, TableLayout } from "../../rows/table.ts";
import { onlyLanes, readLanes, writeLanes } from "../../rows/tail.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "../../sizes.ts";
import { LaneSums } from "../reduce/lane_sums.ts";
import {
  doublesOf,
  type Reducer,
  REDUCERS,
  repeat,
} from "../reduce/reducer.ts";

type Vector = Local<"v128">;

/**
 * Rows that go through one kernel before the first of them goes through the next: so the lanes of a row's sum, for which the
 * next kernel waits, are joined while other rows are added up.
 */
const ROWS = 4;

/** One of the kernels; its operands are numbers of places. */
export interface Link {
  readonly fn?: ReduceFn;
  readonly prepared: Prepared;
  readonly inputs: readonly number[];
  readonly outs: readonly number[];
  /** Whether it computes one element for each row, without a fold. */
  readonly isSingle: boolean;
}

/** What a function is made for. */
interface ChainCode {
  readonly links: readonly Link[];
  /** Which places have one element for each row. */
  readonly singles: readonly boolean[];
  /** Elements of a row behind its whole vectors. */
  readonly tail: number;
}

/** A kernel, and the code of its expressions. */
interface CodedLink extends Link {
  readonly expressions: VectorExpressions;
  readonly parameters: readonly Vector[];
}

/** The layout of a chain's table. */
export function layoutOf(
  { links, singles }: ChainCode,
): TableLayout<"rows" | "vectors"> {
  const counts = links.map(({ prepared }) => prepared.parameters.length);
  return new TableLayout({
    numbers: ["rows", "vectors"],
    vectors: 0,
    parameters: counts.reduce((sum, count) => sum + count, 0),
    operands: singles.length,
  });
}

/** Defines the function. */
export function defineRowChain(
  module: ModuleBuilder,
  chain: ChainCode,
  hasRelaxedMadd: boolean,
) {
  const all = chain.links.map(({ prepared }) =>
    new VectorExpressions(module, prepared, { hasRelaxedMadd })
  );
  const run = module.define({ params: TABLE }, (f, { table }) => {
    const { numbers, parameters: from, pointers, strides } = layoutOf(chain)
      .read(f, table);
    const { rows, vectors } = numbers;
    let read = 0;
    const links = chain.links.map((link, i): CodedLink => ({
      ...link,
      expressions: all[i],
      parameters: link.prepared.parameters.map(() =>
        f.local("v128", v128.load32Splat(from, FLOAT_BYTES * read++))
      ),
    }));
    const starts = pointers.map(() => f.address());
    const row = new RowCode(f, chain, starts, vectors);
    const count = f.local("i32");
    f.while(rows, () => {
      f.set(count, minU(rows, ROWS));
      for (const link of links) {
        // Constants live for one kernel, and not for all of them: there are not registers enough.
        link.expressions.begin(f);
        starts.forEach((start, i) => f.set(start, pointers[i]));
        repeat(f, count, () => {
          row.add(link);
          starts.forEach((start, i) => f.increase(start, strides[i]));
        });
      }
      pointers.forEach((pointer, i) => f.set(pointer, starts[i]));
      f.set(rows, i32.sub(rows, count));
    });
  });
  return { run };
}

/** How a kernel goes along a row. */
class RowCode {
  readonly #f: FunctionBuilder;
  readonly #chain: ChainCode;
  readonly #starts: readonly Local<"i32">[];
  readonly #vectors: Local<"i32">;
  readonly #left: Local<"i32">;
  readonly #cursors: readonly Local<"i32">[];

  /** Rows begin at `starts`, which move from row to row. */
  constructor(
    f: FunctionBuilder,
    chain: ChainCode,
    starts: readonly Local<"i32">[],
    vectors: Local<"i32">,
  ) {
    this.#f = f;
    this.#chain = chain;
    this.#starts = starts;
    this.#vectors = vectors;
    this.#left = f.local("i32");
    this.#cursors = starts.map(() => f.address());
  }

  /** Adds the code of a kernel for one row. */
  add(link: CodedLink): void {
    const { fn, prepared, inputs, outs, parameters, expressions } = link;
    const f = this.#f, { singles, tail } = this.#chain;
    const same = new Map(
      inputs.filter((place) => singles[place]).map((place) => {
        const number = v128.load32Splat(this.#starts[place]);
        return [place, f.local("v128", number)] as const;
      }),
    );
    const known = expressions.emitOnce(f, (k) => singles[inputs[k]], {
      read: (k) => same.get(inputs[k])!,
      parameters,
    });
    const valuesAt = (offset: number, lanes: number): Vector[] => {
      const values: Vector[] = [];
      const read = (k: number): Vector =>
        readLanes(f, this.#cursors[inputs[k]], offset, lanes);
      expressions.emit(f, [read], parameters, (j, _, value) => {
        values[j] = value;
      }, known);
      return values;
    };
    if (link.isSingle) {
      return valuesAt(0, LANES).forEach((value, j) =>
        writeLanes(f, this.#starts[outs[j]], value, 0, 1)
      );
    }
    const along = [...inputs, ...fn ? [] : outs]
      .filter((place, i, all) => !singles[place] && all.indexOf(place) === i);
    along.forEach((place) => f.set(this.#cursors[place], this.#starts[place]));
    f.set(this.#left, this.#vectors);
    const each = (step: (ahead: number) => void): void =>
      eachVector(
        {
          f,
          vectors: this.#left,
          places: along.map((place) => ({
            kind: "dense",
            pointer: this.#cursors[place],
            stride: this.#left,
          })),
        },
        expressions.isQuick ? UNROLL : 1,
        step,
      );
    if (!fn) {
      const write = (offset: number, lanes: number): void =>
        valuesAt(offset, lanes).forEach((value, j) =>
          writeLanes(f, this.#cursors[outs[j]], value, offset, lanes)
        );
      each((ahead) => write(VECTOR_BYTES * ahead, LANES));
      if (tail > 0) write(0, tail);
      return;
    }
    const reducer = REDUCERS[fn], start = f32x4.splat(reducer.start);
    const sums = new LaneSums(
      f,
      reducer,
      prepared.results.length,
      this.#vectors,
    );
    sums.start();
    each((ahead) =>
      valuesAt(VECTOR_BYTES * ahead, LANES).forEach((value, j) =>
        expressions.isQuick
          ? sums.add(j, value, ahead)
          : sums.addInTurn(j, value, this.#left)
      )
    );
    const ends = tail === 0
      ? []
      : valuesAt(0, tail).map((value) =>
        f.local("v128", reducer.floats(start, onlyLanes(value, start, tail)))
      );
    outs.forEach((place, j) => {
      const parts = [f.local("v128", sums.total(j)), ...ends.slice(j, j + 1)];
      const total = join(f, reducer, parts);
      writeLanes(f, this.#starts[place], total, 0, 1);
    });
  }
}

/** The fold of all lanes, in the first one, in the order in which rows are folded by themselves (see reduce/short.ts). */
function join(
  f: FunctionBuilder,
  reducer: Reducer,
  parts: readonly Vector[],
): Vector {
  const [pair, end] = parts.map((part) =>
    reducer.doubles(doublesOf(part, 0), doublesOf(part, 1))
  );
  const both = f.local("v128", end ? reducer.doubles(pair, end) : pair);
  // Of single numbers the maximum would branch, and nobody can foresee where to.
  const swapped = f32x4.shuffle(both, both, [2, 3, 0, 1]);
  const total = reducer.doubles(both, swapped);
  return f.local("v128", f32x4.demoteF64x2Zero(total));
}
