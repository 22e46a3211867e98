/**
 * Options as tables: what classes of one's own read, check, write into configs and read back without a line more. A
 * property that holds an option is declared with `declare`, since a field would put its own value in the option's place:
 * that is an error when the object is made.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * interface ScaleOptions extends dg.layers.LayerOptions {
 *   readonly factor?: number;
 * }
 *
 * class Scale extends dg.layers.Layer<ScaleOptions> {
 *   static override readonly schema = { factor: dg.options.number(2) };
 *   declare readonly factor: number;
 *
 *   override call(x: dg.Tensor): dg.Tensor {
 *     return dg.mul(x, this.factor);
 *   }
 * }
 *
 * const layer = new Scale({ name: "scale", factor: 3 });
 * assertEquals(layer.getConfig().factor, 3);
 * assertEquals(Scale.fromConfig(layer.getConfig()).factor, 3);
 * ```
 *
 * @category Options
 * @module
 */

export * from "./rows.ts";
export {
  type AnySchema,
  type OptionsArguments,
  type Place,
  refuse,
  type Row,
  type Schema,
} from "./schema.ts";
