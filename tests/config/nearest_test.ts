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
