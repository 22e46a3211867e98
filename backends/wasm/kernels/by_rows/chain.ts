/**
 * Kernels that share short rows, as one function that takes each row through all of them: what one of them has written is
 * in registers or in the first cache when another reads it, and memory is read while others compute.
 */

import type { Held } from "../../held.ts";
import type { RowKernel } from "../../../backend.ts";
import { prepare } from "../../../prepare.ts";
import { axesOf, joinAxes, sizeOf, type View } from "../../../view.ts";
import { workOfSteps } from "../../expression/compile.ts";
import { isPerLane } from "../../expression/per_lane.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES, LANES } from "../../sizes.ts";
import { defineRowChain, layoutOf, type Link } from "./chain_code.ts";

/** Elements of rows that one function takes: for fewer, others join rows; more are folded in several parts. */
const SHORTEST = 24, LONGEST = 1024;
/** Roughly the bytes that a thread moves in a microsecond. */
const BYTES_PER_MICROSECOND = 20_000;

/** Where an operand of some of the kernels is. */
export interface Place {
  /** Of the first row. */
  readonly address: number;
  /** Elements from a row to the next. */
  readonly stride: number;
  /** Whether it has one element for each row. */
  readonly isSingle: boolean;
}

/** Kernels as a chain. */
export interface RowChain {
  readonly links: readonly Link[];
  readonly places: readonly Place[];
  readonly rows: number;
  /** Elements of a row. */
  readonly size: number;
}

/** The chain of kernels whose rows are their first axis; undefined where they need more than one way along a row. */
export function rowChainOf(
  runtime: WasmRuntime,
  kernels: readonly RowKernel[],
): RowChain | undefined {
  const views = kernels.flatMap(({ inputs, outs }) =>
    [...inputs, ...outs].map(({ view }) => view)
  );
  const size = Math.max(...views.map(({ shape }) => sizeOf(shape.slice(1))));
  if (size < SHORTEST || size > LONGEST) return undefined;
  const places: Place[] = [], byBuffer = new Map<number, Set<number>>();
  let fits = true;
  const numberOf = ({ buffer, view }: RowKernel["outs"][number]): number => {
    const place = placeOf(runtime.address({ buffer, view }), view);
    const found = places.findIndex((other) =>
      other.address === place?.address && other.stride === place.stride &&
      other.isSingle === place.isSingle
    );
    if (!place) fits = false;
    const number = found >= 0 || !place ? found : places.push(place) - 1;
    const start = runtime.address({ buffer, view: { ...view, offset: 0 } });
    byBuffer.set(start, (byBuffer.get(start) ?? new Set()).add(number));
    return number;
  };
  const links = kernels.map(({ fn, exprs, inputs, outs }): Link => {
    const prepared = prepare(exprs);
    const of = sizeOf((fn ? inputs : outs)[0].view.shape.slice(1));
    if (of !== size && (fn || of !== 1)) fits = false;
    if (fn && sizeOf(outs[0].view.shape.slice(1)) > 1) fits = false;
    if (prepared.steps.some((step) => isPerLane(step.fn))) fits = false;
    return {
      ...{ fn, prepared, isSingle: of === 1 },
      inputs: prepared.inputs.map((i) => numberOf(inputs[i])),
      outs: outs.map(numberOf),
    };
  });
  // What is written is seen in one way.
  const written = new Set(links.flatMap(({ outs }) => outs));
  const isClear = [...byBuffer.values()].every((numbers) =>
    numbers.size === 1 || ![...numbers].some((number) => written.has(number))
  );
  const rows = views[0].shape[0];
  return fits && isClear ? { links, places, rows, size } : undefined;
}

/** The call that takes all rows through a chain; its table is added to `space`. */
export function rowChainCall(
  runtime: WasmRuntime,
  { links, places, rows, size }: RowChain,
  space: Held,
): Call {
  const singles = places.map(({ isSingle }) => isSingle);
  const code = { links, singles, tail: size % LANES };
  const names = links.map(({ fn, prepared, inputs, outs, isSingle }) =>
    `${fn} ${prepared.key} ${inputs}>${outs} ${isSingle}`
  );
  const { run } = runtime.kernels(
    `row chain ${singles} ${code.tail} ${names.join("|")}`,
    (module) => defineRowChain(module, code, runtime.hasRelaxedMadd),
  );
  const content = {
    numbers: { rows, vectors: Math.floor(size / LANES) },
    parameters: links.flatMap(({ prepared }) => prepared.parameters),
    addresses: places.map(({ address }) => address),
    strides: places.map(({ stride }) => stride),
    axes: [],
  };
  return layoutOf(code).bind(runtime, run, content, space);
}

/** Roughly the microseconds that a chain takes on one thread. */
export function workOfChain({ links, places, rows, size }: RowChain): number {
  const steps = links.reduce(
    (sum, { prepared }) => sum + workOfSteps(prepared),
    0,
  );
  const moved = places.filter(({ isSingle }) => !isSingle).length;
  const moving = moved * FLOAT_BYTES / BYTES_PER_MICROSECOND;
  return rows * size * (steps + moving);
}

/** Where an operand is; undefined if it goes along a row in another way than element by element, or not at all. */
function placeOf(address: number, { shape, strides }: View): Place | undefined {
  const axes = joinAxes(
    axesOf(shape.slice(1), [strides.slice(1)], () => 0),
  );
  if (axes.length > 1) return undefined;
  const step = axes[0]?.strides[0] ?? 0, [stride] = strides;
  if (step > 1 || step < 0) return undefined;
  return { address, stride, isSingle: step === 0 };
}
