/** Pictures of what a model makes, while it is trained. */

import { noGrad } from "../../../autograd/tape.ts";
import { scoped } from "../../../autograd/scope.ts";
import { Tensor } from "../../../autograd/tensor.ts";
import { quote, ShapeError } from "../../../config/errors.ts";
import { count, nullable, number, row } from "../../../config/rows.ts";
import type { AnySchema, Schema } from "../../../config/schema.ts";
import { makeFolderOf } from "../../../data/files/folders.ts";
import { writeFile } from "../../../data/files/write_file.ts";
import { imageGrid } from "../../../data/image_grid.ts";
import { encodePng } from "../../../data/png/encode_png.ts";
import { rescale } from "../../../data/rescale.ts";
import { base64 } from "../../../config/markup.ts";
import { findJupyter } from "../../../config/jupyter.ts";
import type { Logs } from "../callback.ts";
import { ConfiguredCallback } from "../configured_callback.ts";
import { formatted } from "./python_text.ts";

/**
 * Makes images `[n, height, width, channels]`, at once or later; they are freed when they have been shown.
 * @category Callbacks
 */
export type MakeImages = () => Tensor | Promise<Tensor>;

/**
 * The options of ImageGrid.
 * @category Callbacks
 */
export interface ImageGridCallbackOptions {
  /** What makes the images: a function, or what the model that is trained makes images of, which stays its owner's. */
  readonly images: MakeImages | Tensor;
  /** The path of the file, which ends with `.png`; `{epoch:03d}`, `{loss:.3f}` and the like are filled in. A notebook needs none. */
  readonly filepath?: string | null;
  /** After how many epochs each; 1 if not given. */
  readonly epochFreq?: number;
  /** The value that is black; 0 if not given. */
  readonly black?: number;
  /** The value that is white; 1 if not given. */
  readonly white?: number;
  /** Images in a row; about as many as there are rows if not given. */
  readonly columns?: number | null;
}

/**
 * Shows what a model makes after each epoch: images side by side in a picture, which is written to a PNG file, and shown in
 * the place of the one before in a notebook. Folders that are not there are made.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const decoder = new dg.Sequential([
 *   new dg.layers.Dense({ units: 64, activation: "sigmoid", inputShape: [2] }),
 *   new dg.layers.Reshape({ targetShape: [8, 8, 1] }),
 * ]);
 * decoder.compile({ optimizer: "adam", loss: "mse" });
 * const grid = new dg.callbacks.ImageGrid({
 *   images: dg.randomNormal([16, 2], { seed: 1 }),
 *   filepath: `${folder}/samples/{epoch:02d}.png`,
 * });
 * await decoder.fit(dg.ones([4, 2]), dg.ones([4, 8, 8, 1]), {
 *   epochs: 2,
 *   callbacks: [grid],
 *   verbose: 0,
 * });
 * const bytes = await Deno.readFile(`${folder}/samples/02.png`);
 * const { width, height } = await dg.data.decodePng(bytes);
 * assertEquals([width, height], [4 * 8 + 5 * 2, 4 * 8 + 5 * 2]);
 * ```
 *
 * @category Callbacks
 */
export class ImageGrid
  extends ConfiguredCallback<ImageGridCallbackOptions, ["images"]> {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "ImageGrid";
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    images: row<MakeImages | Tensor>(
      "a function that makes images, or a tensor to make them of",
      (value) =>
        typeof value === "function" || value instanceof Tensor
          ? value as MakeImages | Tensor
          : undefined,
    ),
    filepath: row<string | null>(
      "a path that ends with .png",
      (value) =>
        value === null || (typeof value === "string" && value.endsWith(".png"))
          ? value
          : undefined,
      null,
    ),
    epochFreq: count(1),
    black: number(0),
    white: number(1),
    columns: nullable(count()),
  } satisfies Schema<ImageGridCallbackOptions>;
  /** What may be given by its place. */
  static override readonly leading: readonly string[] = ["images"];
  /** What makes the images. */
  declare readonly images: MakeImages | Tensor;
  /** The path of the file. */
  declare readonly filepath: string | null;
  /** After how many epochs each. */
  declare readonly epochFreq: number;
  /** The value that is black. */
  declare readonly black: number;
  /** The value that is white. */
  declare readonly white: number;
  /** Images in a row. */
  declare readonly columns: number | null;
  #displayId: string | null = null;

  /** Each training has a picture of its own in a notebook. */
  override onTrainBegin(): void {
    this.#displayId = null;
  }

  /** Makes the picture, if it is time. */
  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    if ((epoch + 1) % this.epochFreq !== 0) return;
    const values = { ...logs, epoch: epoch + 1 };
    const path = this.filepath &&
      formatted(this.filepath, values, ["epoch"]);
    const png = await this.#draw();
    if (path) {
      await makeFolderOf(path);
      await writeFile(path, png);
    }
    await this.#show(png, `epoch ${epoch + 1}`);
  }

  async #draw(): Promise<Uint8Array> {
    const made = this.images instanceof Tensor
      ? this.#predict(this.images)
      : await this.images();
    if (!(made instanceof Tensor)) {
      throw new TypeError(
        `Cannot draw an ImageGrid: expected images to give a tensor, received ${
          quote(made)
        }`,
      );
    }
    using images = made;
    const { shape } = made;
    // Grey images may come without an axis for it.
    const full = shape.length === 3 ? [...shape, 1] : shape;
    if (full.length !== 4 || ![1, 3, 4].includes(full[3])) {
      throw new ShapeError(
        `Cannot draw an ImageGrid: expected images [n, height, width, 1, 3 or 4], received shape [${
          shape.join(", ")
        }]`,
        { expected: "[n, height, width, channels]", actual: shape },
      );
    }
    const { black, white } = this;
    const scale = 1 / (white - black);
    const { data } = rescale(
      { shape: full, data: await images.data() },
      { scale, offset: -black * scale },
    );
    const columns = this.columns === null ? {} : { columns: this.columns };
    return await encodePng(imageGrid({ shape: full, data }, columns));
  }

  #predict(input: Tensor): Tensor {
    return scoped(() =>
      noGrad(() => this.model.apply(input, { training: false }))
    );
  }

  async #show(png: Uint8Array, text: string): Promise<void> {
    const jupyter = findJupyter();
    if (!jupyter) return;
    const update = this.#displayId !== null;
    this.#displayId ??= crypto.randomUUID();
    await jupyter.display({ "text/plain": text, "image/png": base64(png) }, {
      ...{ raw: true, display_id: this.#displayId, update },
    });
  }
}
