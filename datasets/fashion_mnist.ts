/** Fashion-MNIST, from a folder. */

import { ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { fileSystem } from "../data/files/runtime.ts";
import {
  type ImageClasses,
  type ImageClassesOptions,
  type Known,
  loadImageClasses,
} from "./image_classes.ts";

const FASHION: Known = {
  name: "Fashion-MNIST",
  classNames: [
    ...["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"],
    ...["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
  ],
  digests: {
    train: {
      images:
        "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
      labels:
        "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7",
    },
    test: {
      images:
        "c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
      labels:
        "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
    },
  },
};

/** Where Debian's package dataset-fashion-mnist puts the files. */
const DEBIANS = "/usr/share/datasets/fashion-mnist";

/**
 * Fashion-MNIST: 60,000 pictures of clothes to learn from and 10,000 to test with, as `keras.datasets.fashion_mnist.load_data`
 * gives them. The four files are read from `folder`, such as Keras's own
 * `~/.keras/datasets/fashion-mnist`, or from where Debian's package dataset-fashion-mnist puts them. Needs read permission.
 *
 * @example
 * ```ts ignore
 * import { fashionMnist } from "@decograd/decograd/datasets";
 *
 * const { train, classNames } = await fashionMnist({ folder: "data/fashion" });
 * console.log(classNames[train.labels.data[0]]); // Ankle boot
 * ```
 *
 * @throws {ValueError} if there is no folder, or its files hold something else.
 * @throws {RangeError} if the folder lacks a file.
 *
 * @category Datasets
 */
export async function fashionMnist(
  options: ImageClassesOptions = {},
): Promise<ImageClasses> {
  checkArgumentCount("load Fashion-MNIST", arguments, 1);
  return await loadImageClasses(FASHION, installedFolder, options);
}

async function installedFolder(): Promise<string> {
  const { errors, stat } = fileSystem("load Fashion-MNIST");
  try {
    await stat(DEBIANS);
    return DEBIANS;
  } catch (cause) {
    if (!(cause instanceof errors.NotFound)) throw cause;
    throw new ValueError(
      `Cannot load Fashion-MNIST: expected a folder with its four files, or Debian's package dataset-fashion-mnist, received none in ${DEBIANS}`,
      { cause },
    );
  }
}
