/** Pictures: files of them, folders of them, and how alike they are. */

import type { Fault } from "../fault.ts";

const PNG = ["tests/data/decode_png_test.ts"];
const FOLDERS = ["tests/images/image_dataset_test.ts"];
const LIKENESS = ["tests/training/image_quality/image_quality_test.ts"];

/** Faults there. */
export const pictures: readonly Fault[] = [
  {
    file: "data/png/filters.ts",
    text: "return byUp <= byCorner ? up : corner;",
    replacement: "return byUp < byCorner ? up : corner;",
    why: "of neighbours that are as near the wrong one is taken",
    tests: PNG,
  },
  {
    file: "data/png/header.ts",
    text: "[[2, 4], [0, 4]],",
    replacement: "[[2, 4], [0, 8]],",
    why: "a pass of interlaced files skips rows",
    tests: PNG,
  },
  {
    file: "data/png/pixels.ts",
    text: "if (clear !== null) to[at + 3] = toChannel(clear[index] ?? 255);",
    replacement:
      "if (clear !== null) to[at + 3] = toChannel(clear[index] ?? 0);",
    why: "colours without an opacity are seen through",
    tests: PNG,
  },
  {
    file: "data/png/chunks.ts",
    text:
      "if (crc32(file.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {",
    replacement: "if (at < 0) {",
    why: "checksums are not looked at",
    tests: PNG,
  },
  {
    file: "data/png/decode_png.ts",
    text: "if (size > BEST_COMPRESSION * packed.length) {",
    replacement: "if (size < 0) {",
    why: "memory is taken for what the file cannot hold",
    tests: PNG,
  },
  {
    file: "images/load_image.ts",
    text: "throw refused((error as Error).message, cause);",
    replacement: "throw error;",
    why: "a folder with a picture's name is a mistake of the program",
    tests: ["tests/examples/bad_pictures_test.ts"],
  },
  {
    file: "images/jpeg_codec.ts",
    text: "if (pixels !== null && faults.length === 0) return pixels.data;",
    replacement: "if (pixels !== null) return pixels.data;",
    why: "files that are cut off are mended with grey",
    tests: ["tests/images/decode_jpeg_test.ts"],
  },
  {
    file: "images/jpeg_codec.ts",
    text: "const next = last.then(() => decodeNow(file));",
    replacement: "const next = decodeNow(file);",
    why: "what is said of a file is taken for what is said of another",
    tests: ["tests/images/decode_jpeg_test.ts"],
  },
  {
    file: "layers/preprocessing/proportions.ts",
    text: "Math.max(Math.min(image[1], width), 1),",
    replacement: "Math.max(image[1], width, 1),",
    why: "images are cut beyond their borders",
    tests: FOLDERS,
  },
  {
    file: "autograd/ops/resampling.ts",
    text:
      "const last = Math.min(Math.ceil(cell + at + reach), change.from - 1);",
    replacement:
      "const last = Math.min(Math.floor(cell + at), change.from - 1);",
    why: "cells behind do not count",
    tests: FOLDERS,
  },
  {
    file: "images/image_dataset.ts",
    text: "return [made(training, shuffle), made(validation, false)];",
    replacement: "return [made(training, shuffle), made(validation, shuffle)];",
    why: "what is validated with is mixed",
    tests: FOLDERS,
  },
  {
    file: "images/image_files.ts",
    text: '.filter(({ name }) => !name.startsWith("."))',
    replacement: "",
    why: "hidden files are taken for images",
    tests: FOLDERS,
  },
  {
    file: "training/image_quality/ssim.ts",
    text: "const weighed = mul(isSome, pow(where(isSome, x, 1), y));",
    replacement: "const weighed = pow(mul(isSome, x), y);",
    why: "images that have nothing in common give a slope that is NaN",
    tests: LIKENESS,
  },
  {
    file: "training/image_quality/structure.ts",
    text: "(k2 * maxVal) ** 2,",
    replacement: "(k2 * maxVal) * 2,",
    why: "contrast is kept apart from another noise",
    tests: LIKENESS,
  },
  {
    file: "training/image_quality/cholesky.ts",
    text: "if (!(left[pivot] > tiny)) break;",
    replacement: "",
    why: "features that follow from others are divided by nothing",
    tests: ["tests/training/image_quality/frechet_distance_test.ts"],
  },
  {
    file: "models/fitting/fit_data.ts",
    text: "batchesOf(action, rows, last, [at, rows.count]),",
    replacement: "batchesOf(action, rows, last, [0, rows.count]),",
    why: "what is learned is validated with, too",
    tests: ["tests/models/fit_test.ts"],
  },
  {
    file: "datasets/image_classes.ts",
    text:
      "if (digest === digests[part][kind as keyof LabelledImages]) continue;",
    replacement: "if (digest) continue;",
    why: "another set is taken for the one that is named",
    tests: ["tests/datasets/image_classes_test.ts"],
  },
];
