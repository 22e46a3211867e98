/** The names that were probably meant. */

import { assertEquals } from "@std/assert";
import { nearest } from "../../config/options.ts";

Deno.test("names that differ in case, underscores or a few letters are near", () => {
  const names = ["stddev", "seed", "keepdims", "axis"];
  for (const given of ["keepDims", "keep_dims", "keepdim", "keep"]) {
    assertEquals(nearest(given, names)[0], "keepdims");
  }
  // Two letters of three may differ, and underscores are no difference at all.
  assertEquals(nearest("axe", ["axs_"]), ["axs_"]);
  assertEquals(nearest("sad", ["sum"]), ["sum"]);
  assertEquals(nearest("a_b_c_d_e", ["abcde", "a_b_x_d"]), [
    "abcde",
    "a_b_x_d",
  ]);
  assertEquals(nearest("quantization", names), []);
  assertEquals(nearest("x".repeat(1e6), names), []);
  // No name is compared that is longer than any of ours.
  assertEquals(nearest("x".repeat(100), ["x".repeat(99)]), []);
});

Deno.test("names that share words are near, and of two spellings the first is told", () => {
  const names = ["binary_crossentropy", "sparse_categorical_crossentropy"]
    .concat("BinaryCrossentropy", "mean_squared_error", "mse", "adam", "l2");
  const [binary, sparse] = names;
  const table: [given: string, ...meant: string[]][] = [
    ["sparse_crossentropy", sparse, binary],
    ["crossentropy", binary, sparse],
    ["cross_entropy", binary, sparse],
    ["SquaredError", "mean_squared_error"],
    ["mse_loss", "mse"],
    ["AdamOptimizer", "adam"],
    ["L2Penalty", "l2"],
    // Words of a letter or two are in anything, and where all letters differ nothing is meant.
    ["re"],
    ["x"],
  ];
  for (const [given, ...meant] of table) {
    assertEquals(nearest(given, names), meant, given);
  }
});
