/** Families of parts: how a member is found, written down and read back. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { Configured } from "../../config/configured.ts";
import { ValueError } from "../../config/errors.ts";
import { family, type NameOf } from "../../config/family.ts";
import { FunctionPart } from "../../config/part.ts";
import { number } from "../../config/rows.ts";
import type { AnySchema } from "../../config/schema.ts";
import { snakeName } from "../../config/serialization.ts";

abstract class Shape<Options extends object = object>
  extends Configured<Options> {}
class BigBall extends Shape<{ readonly radius?: number }> {
  static override readonly schema: AnySchema = { radius: number(1) };
  declare readonly radius: number;
}
class Cube extends Shape {}
class Other extends Configured {}

const classes = { BigBall, Cube };

const shapes = family<unknown, Shape, (x: number) => number>({
  kind: "shape",
  base: Shape,
  module: "keras.shapes",
  classes,
  others: { Shape },
  aliases: { ball: "BigBall" },
  named: { unit_ball: () => new BigBall({ radius: 2 }) },
  wrap: (f) => new FunctionPart(f),
  adopt: (value) => value === 7 ? new Cube() : null,
});

Deno.test("names follow from the classes, irregular ones are listed", () => {
  const names: NameOf<keyof typeof classes>[] = [
    "BigBall",
    "big_ball",
    "Cube",
    "cube",
  ];
  for (const name of [...names, "ball"]) {
    const found = shapes.get(name);
    assert(found instanceof (name.endsWith("all") ? BigBall : Cube), name);
  }
  assertEquals(shapes.get("unit_ball")?.getConfig(), { radius: 2 });
});

Deno.test("classes are called in snake_case as Keras calls them", () => {
  const names = {
    Conv2DTranspose: "conv2d_transpose",
    STFT: "stft",
    L1L2: "l1l2",
    MaxNorm: "max_norm",
    BinaryIoU: "binary_io_u",
    R2Score: "r2_score",
  };
  for (const [name, snake] of Object.entries(names)) {
    assertEquals(snakeName(name), snake);
  }
});

Deno.test("instances, classes, functions and configs stand for members", () => {
  const cube = new Cube(), twice = (x: number) => 2 * x;
  assertEquals(shapes.get(cube), cube);
  assert(shapes.get(Cube) instanceof Cube);
  assert(shapes.get(7) instanceof Cube);
  const wrapped: unknown = shapes.get(twice);
  assert(wrapped instanceof FunctionPart);
  assertEquals(wrapped.call(3), 6);
  const config = { class_name: "BigBall", config: { radius: 3 } };
  assertEquals(shapes.get(config)?.getConfig(), { radius: 3 });
  for (const none of [null, undefined]) assertEquals(shapes.get(none), null);
});

Deno.test("what means no member is refused, with the names that are near", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    ["big_bal", '"big_bal" (did you mean big_ball?)'],
    ["nope", '"nope"'],
    ["constructor", '"constructor"'],
    [5, "5"],
    [new Other(), "Other object"],
    [Other, "the class Other"],
  ];
  for (const [identifier, said] of cases) {
    assertThrows(
      () => shapes.get(identifier),
      ValueError,
      `Cannot find shape: expected a name, a config, or one itself, received ${said}`,
    );
  }
  assertThrows(
    () => shapes.deserialize({ class_name: "Cub" }),
    ValueError,
    'Cannot find shape: expected one that is known, or is in customObjects, received "Cub" (did you mean Cube?)',
  );
});

Deno.test("members are written as Keras writes them, and read back", () => {
  const ball = new BigBall({ radius: 4 });
  const written = shapes.serialize(ball);
  assertEquals(written, {
    module: "keras.shapes",
    class_name: "BigBall",
    config: { radius: 4 },
    registered_name: null,
  });
  assertEquals(shapes.deserialize(written), ball);
  assertEquals(shapes.serialize(null), null);
});

Deno.test("classes and functions of one's own are written by name, and looked up", () => {
  class Cone extends Shape {}
  const cone = shapes.serialize(new Cone());
  assertEquals(cone.registered_name, "Cone");
  assert(shapes.deserialize(cone, { Cone }) instanceof Cone);
  assertThrows(() => shapes.deserialize(cone), ValueError, "customObjects");
  const twice = (x: number) => 2 * x;
  const f = shapes.serialize(shapes.get(twice));
  assertEquals(f?.config, "twice");
  const read: unknown = f && shapes.deserialize(f, { twice });
  assert(read instanceof FunctionPart);
  assertEquals(read.function, twice);
});

Deno.test("only members are written", () => {
  for (const wrong of [new Other(), {}, "Cube", Cube]) {
    assertThrows(
      () => Reflect.apply(shapes.serialize, undefined, [wrong]),
      TypeError,
      "Cannot serialize shape: expected one that derives from Shape, received",
    );
  }
});

Deno.test("families refuse arguments too many, and customObjects that are none", () => {
  const config = { class_name: "Cube" };
  const cases = [
    [shapes.get, ["Cube", 1], "find shape: expected 1 argument"],
    [shapes.serialize, [null, 1], "serialize shape: expected 1 argument"],
    [shapes.deserialize, [config, {}, 1], "shape: expected 2 arguments"],
    [shapes.deserialize, [config, 5], "expected customObjects to be an object"],
  ] as const;
  for (const [f, args, said] of cases) {
    assertThrows(() => Reflect.apply(f, undefined, args), TypeError, said);
  }
});
