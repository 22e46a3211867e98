/** Expressions of every element of strided operands, compiled to SIMD code. */

import { axesOf, joinAxes } from "../../axes.ts";
import type { Operand } from "../../backend.ts";
import type { Expr } from "../../expr.ts";
import { prepare, type Prepared } from "../../prepare.ts";
import { sizeOf } from "../../view.ts";
import { i32, type ModuleBuilder, words } from "../assembler/mod.ts";
import { VectorExpressions } from "../expression/compile.ts";
import { type Loop, rowsOf } from "../rows/loop.ts";
import { advance, odometerTable } from "../rows/odometer.ts";
import { type Kind, kindOf, writeVector } from "../rows/operands.ts";
import { repeatRows } from "../rows/repeats.ts";
import {
  callSpan,
  callSpanOnTail,
  defineSpan,
  eachVector,
  readInputs,
  readRepeated,
} from "../rows/span.ts";
import { TableLayout } from "../rows/table.ts";
import type { WasmRuntime } from "../runtime.ts";
import { copyTransposed } from "./transpose.ts";

/** What a module is compiled for. */
interface Variant {
  readonly prepared: Prepared;
  /** How the inputs and then the outputs step along a row. */
  readonly kinds: readonly Kind[];
}

/** `outs[j][i] = exprs[j](inputs[0][i], ...)` for every index; an output may be an input with the same view. */
export function runElementwise(
  runtime: WasmRuntime,
  exprs: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): void {
  if (outs.length === 0 || sizeOf(outs[0].view.shape) === 0) return;
  const prepared = prepare(exprs);
  const operands = [...prepared.inputs.map((i) => inputs[i]), ...outs];
  const firstOut = prepared.inputs.length;
  const axes = axesOf(
    outs[0].view.shape,
    operands.map(({ view }) => view.strides),
    (axis) => axis.strides[firstOut],
  );
  const loop = {
    addresses: operands.map((operand) => runtime.address(operand)),
    axes: axes.length > 0 ? joinAxes(axes) : [single(operands.length)],
  };
  const isCopy = prepared.steps.length === 1 && firstOut === 1 &&
    outs.length === 1;
  if (isCopy && copyTransposed(runtime, loop)) return;
  const isInput = (operand: number): boolean => operand < firstOut;
  const { loops, scratch } = repeatRows(runtime, loop, isInput);
  using _scratch = scratch;
  for (const { addresses, axes } of loops) {
    runLoop(runtime, prepared, { addresses, axes: joinAxes(axes) });
  }
}

/** The axis of a single element. */
function single(operands: number): Loop["axes"][number] {
  return { size: 1, strides: Array(operands).fill(1) };
}

function runLoop(
  runtime: WasmRuntime,
  prepared: Prepared,
  { addresses, axes }: Loop,
): void {
  const row = axes[axes.length - 1];
  const kinds = row.strides.map(kindOf);
  const variant = { prepared, kinds };
  const { run } = runtime.kernel(
    `elementwise ${kinds} ${prepared.key}`,
    (module) => build(module, variant, runtime.hasRelaxedMadd),
  );
  const layout = layoutOf(variant);
  const table = odometerTable(axes.slice(0, -1), kinds.length);
  using scratch = runtime.scratch(layout.axes + table.length * 4);
  layout.write(runtime.memory, scratch.address, {
    numbers: [rowsOf(axes), row.size >> 2, row.size & 3],
    parameters: prepared.parameters,
    addresses,
    strides: row.strides,
    axes: table,
  });
  run(scratch.address);
}

function layoutOf({ prepared, kinds }: Variant): TableLayout {
  return new TableLayout({
    numbers: 3,
    vectors: kinds.length,
    parameters: prepared.parameters.length,
    operands: kinds.length,
  });
}

function build(
  module: ModuleBuilder,
  variant: Variant,
  hasRelaxedMadd: boolean,
): void {
  const { prepared, kinds } = variant;
  const inputs = prepared.inputs.length;
  const expressions = new VectorExpressions(module, prepared, {
    hasRelaxedMadd,
  });
  const unroll = expressions.isQuick && !kinds.includes("strided") ? 4 : 1;

  const span = defineSpan(
    module,
    kinds,
    prepared.parameters.length,
    (context) => {
      const { f, places, parameters } = context;
      expressions.begin(f);
      const repeated = readRepeated(f, places.slice(0, inputs));
      eachVector(context, unroll, (ahead) => {
        const values = readInputs(
          f,
          places.slice(0, inputs),
          repeated,
          ahead,
        );
        expressions.emit(f, values, parameters).forEach((result, j) =>
          writeVector(f, places[inputs + j], result, ahead)
        );
      });
    },
  );

  const layout = layoutOf(variant);
  module.define({ name: "run", params: words(1) }, (f, table) => {
    const load = (offset: number) => f.local("i32", i32.load(table, offset));
    const [rows, vectors, tail] = [0, 4, 8].map(load);
    const at = (offset: number) => f.local("i32", i32.add(table, offset));
    const row = {
      kinds,
      pointers: kinds.map((_, k) => load(layout.pointers + 4 * k)),
      strides: kinds.map((_, k) => load(layout.strides + 4 * k)),
      parameters: at(layout.parameters),
    };
    const [slots, axes] = [at(layout.vectors), at(layout.axes)];
    f.loop((again) => {
      f.if(vectors, () => {
        callSpan(f, span, row, { vectors, extra: slots });
      });
      f.if(tail, () => {
        callSpanOnTail(f, span, row, {
          inputs,
          vectors,
          tail,
          slots,
          extra: slots,
        });
      });
      advance(f, axes, row.pointers);
      f.increase(rows, -1);
      f.branchIf(again, rows);
    });
  });
}
