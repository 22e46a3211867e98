/** What layers refuse, as tables: a test for each row. */

import { assert, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

type Layer = dg.layers.Layer;

type LayerClass = new (...options: never) => Layer;

/** Options that a class refuses, and what the error says of them. */
export type OptionRow = readonly [
  made: LayerClass,
  options: object,
  says: string,
];

/** A layer, shapes of inputs that it refuses, and the error. */
export type InputRow = readonly [
  layer: Layer,
  shapes: readonly (readonly number[])[],
  type: typeof dg.ValueError | typeof dg.ShapeError,
  says: string,
];

/** A test of options for each class. */
export function testOptionsRefused(rows: readonly OptionRow[]): void {
  const classes = new Set(rows.map(([made]) => made));
  for (const made of classes) {
    Deno.test(`${made.name} refuses values that its options cannot have`, () => {
      for (const [of, options, says] of rows) {
        if (of !== made) continue;
        const make = () => Reflect.construct(made, [options]);
        const error = assertThrows(make, Error, says);
        assert(error instanceof dg.ValueError || error instanceof TypeError);
      }
    });
  }
}

/** A test of inputs for each layer. */
export function testInputsRefused(rows: readonly InputRow[]): void {
  for (const [layer, shapes, type, says] of rows) {
    const inputs = shapes.map((shape) => `[${shape.join(", ")}]`);
    const { name } = layer.constructor;
    Deno.test(`${name} refuses ${inputs.join(", ") || "no input"}: ${says}`, () => {
      const xs = shapes.map((shape) => dg.zeros(shape));
      const apply = () => layer.apply(xs.length === 1 ? xs[0] : xs);
      const error = assertThrows(apply, Error, says);
      assert(error instanceof type, `${error}`);
    });
  }
}
