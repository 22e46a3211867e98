/** The layer of one's own that saved_models.py has too. */

import * as dg from "@decograd/decograd";

interface ResidualOptions extends dg.layers.LayerOptions {
  readonly units?: number;
}

/** Has a list of layers, some by name, and a weight of its own. */
export class Residual extends dg.layers.Layer<ResidualOptions> {
  static override readonly schema: dg.options.AnySchema = {
    units: dg.options.count(3),
  };
  declare readonly units: number;
  readonly denseLayers: readonly dg.layers.Dense[];
  readonly parts: Readonly<Record<string, dg.layers.Layer<object>>>;

  constructor(options: ResidualOptions) {
    super(options);
    const { units } = this;
    const { Dense, LayerNormalization } = dg.layers;
    this.denseLayers = [
      new Dense({ units, activation: "relu" }),
      new Dense({ units }),
    ];
    this.parts = { norm: new LayerNormalization(), last: new Dense({ units }) };
  }

  override build(inputShape: dg.layers.PartialShape): void {
    const initializer = new dg.initializers.Ones();
    this.addWeight({ name: "scale", shape: [this.units], initializer });
    super.build(inputShape);
  }

  override call(x: dg.Tensor): dg.Tensor {
    let y = x;
    for (const layer of this.denseLayers) y = layer.apply(y);
    const { norm, last } = this.parts;
    return last.apply(norm.apply(x.add(y.mul(this.builtWeight("scale")))));
  }
}
