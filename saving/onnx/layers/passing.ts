/** Layers that hand on what they are given where nothing trains, and those of numbers alone, in ONNX. */

import {
  ActivityRegularization,
  AlphaDropout,
  Dropout,
  GaussianDropout,
  GaussianNoise,
  Identity,
  InputLayer,
  RandomBrightness,
  RandomContrast,
  RandomFlip,
  RandomRotation,
  RandomTranslation,
  RandomZoom,
  Rescaling,
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
} from "../../../layers/built_in.ts";
import { type Rule, rule } from "./rule.ts";
import { spread } from "./axes.ts";

const PASSING = [
  ActivityRegularization,
  AlphaDropout,
  Dropout,
  GaussianDropout,
  GaussianNoise,
  Identity,
  InputLayer,
  RandomBrightness,
  RandomContrast,
  RandomFlip,
  RandomRotation,
  RandomTranslation,
  RandomZoom,
  SpatialDropout1D,
  SpatialDropout2D,
  SpatialDropout3D,
];

/** Layers that need no weights. */
export const PASSING_LAYERS: readonly Rule[] = [
  ...PASSING.map((layer) => rule(layer, (_, [x]) => x)),
  rule(Rescaling, ({ scale, offset }, [x], to) => {
    const last = x.order.indexOf(x.order.length - 1);
    const [factor, addend] = [scale, offset].map((value) =>
      typeof value === "number"
        ? to.number(value)
        : to.floats(value, spread([value.length], x.order.length, [last]))
    );
    return to.map("Add", to.map("Mul", x, {}, factor), {}, addend);
  }),
];
