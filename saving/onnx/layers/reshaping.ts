/** Layers that put elements elsewhere in ONNX. */

import {
  Cropping1D,
  Cropping2D,
  Cropping3D,
  Flatten,
  Permute,
  RepeatVector,
  Reshape,
  ZeroPadding1D,
  ZeroPadding2D,
  ZeroPadding3D,
} from "../../../layers/built_in.ts";
import { channelAxis, spatialAxes } from "../../../layers/image_layer.ts";
import { pairsOf } from "../../../layers/reshaping/margins.ts";
import type { PartialShape } from "../../../variables/shapes.ts";
import { type Emission, Unsayable, type Value } from "../emission.ts";
import { between, type Order, plainOrder } from "../order.ts";
import { placesOf } from "./axes.ts";
import { type Rule, rule, rules } from "./rule.ts";

/** The last place of any axis, and beyond. */
export const END = Number.MAX_SAFE_INTEGER;

/** The same elements under another shape, of which one size may be unknown beside the batch. */
export function reshaped(
  to: Emission,
  x: Value,
  shape: PartialShape,
): Value {
  const isKept = shape.length > 0 && shape[0] === x.shape[0];
  const sizes = shape.map((size, axis) =>
    size ?? (axis === 0 && isKept ? 0 : -1)
  );
  const unknown = sizes.filter((size) => size === -1).length;
  if (unknown > 1 || shape.includes(0)) {
    throw new Unsayable("a shape with several sizes that are not known, or 0");
  }
  const made = to.map("Reshape", to.plain(x), {}, to.ints(sizes));
  return { ...made, shape, order: plainOrder(shape.length) };
}

/** The axes in another order: nothing moves before somebody needs it. */
export function permuted(x: Value, axes: Order): Value {
  return {
    ...x,
    shape: axes.map((axis) => x.shape[axis]),
    order: between(axes, x.order),
  };
}

/** Elements added on both sides of axes. */
export function padded(
  to: Emission,
  x: Value,
  axes: readonly number[],
  margins: readonly (readonly number[])[],
  { mode = "constant", fill = null }: { mode?: string; fill?: number | null } =
    {},
): Value {
  const places = placesOf(x, axes);
  const all = [0, 1].flatMap((side) => margins.map((pair) => pair[side]));
  return to.map(
    "Pad",
    x,
    { mode: { text: mode } },
    to.ints(all),
    fill === null ? "" : to.number(fill),
    to.ints(places),
  );
}

/** What lies between places of axes; those below 0 count from the back. */
export function sliced(
  to: Emission,
  x: Value,
  axes: readonly number[],
  from: readonly number[],
  end: readonly number[],
): Value {
  const places = placesOf(x, axes);
  return to.map(
    "Slice",
    x,
    {},
    ...[from, end, places].map((list) => to.ints(list)),
  );
}

type Padding = ZeroPadding1D | ZeroPadding2D | ZeroPadding3D;
type Cropping = Cropping1D | Cropping2D | Cropping3D;

/** Layers that put elements elsewhere. */
export const RESHAPING: readonly Rule[] = [
  rule(
    Reshape,
    (layer, [x], to) => reshaped(to, x, layer.computeOutputShape(x.shape)),
  ),
  rule(Flatten, (layer, [x], to) => {
    const { dataFormat } = layer;
    const rank = x.order.length;
    const isFirst = dataFormat === "channels_first" && rank > 2;
    const order = isFirst
      ? [
        0,
        ...spatialAxes(dataFormat, rank - 2),
        channelAxis(dataFormat, rank - 2),
      ]
      : plainOrder(rank);
    const made = to.map("Flatten", to.turned(x, order), { axis: { int: 1 } });
    return { ...made, order: plainOrder(2) };
  }),
  rule(Permute, ({ dims }, [x]) => permuted(x, [0, ...dims])),
  rule(RepeatVector, ({ n }, [x], to) => {
    const rows = to.map("Unsqueeze", to.plain(x), {}, to.ints([1]));
    const made = to.map("Expand", rows, {}, to.ints([1, n, 1]));
    return { ...made, order: plainOrder(3) };
  }),
  ...rules<Padding>(
    [ZeroPadding1D, ZeroPadding2D, ZeroPadding3D],
    ({ dataFormat, padding }, [x], to) => {
      const pairs = pairsOf(padding);
      return padded(to, x, spatialAxes(dataFormat, pairs.length), pairs);
    },
  ),
  ...rules<Cropping>(
    [Cropping1D, Cropping2D, Cropping3D],
    (layer, [x], to) => {
      const pairs = pairsOf(layer.cropping);
      const axes = spatialAxes(formatOf(layer), pairs.length);
      const from = pairs.map(([before]) => before);
      const end = pairs.map(([, behind]) => behind === 0 ? END : -behind);
      return sliced(to, x, axes, from, end);
    },
  ),
];

/** Steps have their channels last. */
function formatOf(layer: Cropping) {
  return layer instanceof Cropping1D ? "channels_last" : layer.dataFormat;
}
