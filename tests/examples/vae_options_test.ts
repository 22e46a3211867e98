import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { assertSpyCalls, stub } from "@std/testing/mock";
import { parseOptions } from "../../examples/vae/options.ts";
import { UsageError } from "../../examples/shared/usage_error.ts";

Deno.test("without options the decoder trains an epoch on all of MNIST", () => {
  const options = parseOptions([]);
  assertEquals(options?.epochs, 1);
  assertEquals(options?.images, null);
  assertEquals(options?.backend, "wasm");
  assertEquals(options?.data, null);
});

Deno.test("what is not given is what the help says", () => {
  using log = stub(console, "log");
  parseOptions(["--help"]);
  const help = String(log.calls[0].args[0]);
  const told = [...help.matchAll(/^ *--([a-z-]+) .*\(([^ )]+)\)$/gm)]
    .map(([, name, value]) => [name, value]);
  assertEquals(told.length, 10, help);
  const options: Record<string, unknown> = { ...parseOptions([]) };
  for (const [name, value] of told) {
    const key = name.replace(/-./, ([, letter]) => letter.toUpperCase());
    const expected = value === "all" ? "null" : value;
    assertEquals(String(options[key]), expected, name);
  }
});

Deno.test("options are read in both spellings", () => {
  const options = parseOptions(["--epochs", "3", "--learning-rate=0.01"]);
  assertEquals(options?.epochs, 3);
  assertEquals(options?.learningRate, 0.01);
  assertEquals(parseOptions(["--", "--epochs=3"])?.epochs, 3);
});

Deno.test("--help and -h print the list of options and ask for no training", () => {
  for (const help of ["--help", "-h"]) {
    using log = stub(console, "log");
    assertEquals(parseOptions([help]), null);
    assertSpyCalls(log, 1);
    assertStringIncludes(String(log.calls[0].args[0]), "--batch-size N");
  }
});

Deno.test("a wrong option is refused in one line, which says where the list is", () => {
  const wrong: [string[], string][] = [
    [["--epoch", "3"], "Unknown option: --epoch (did you mean --epochs? "],
    [["-epochs=3"], "Unknown option: -epochs (did you mean --epochs? "],
    [["\u2014epochs", "3"], "(did you mean --epochs? "],
    [["--batch_sise", "3"], "(did you mean --batch-size? "],
    [["--lr", "3"], "Unknown option: --lr (--help"],
    [["digits"], "Unknown option: digits"],
    [["--grey=true"], "--grey: expected no value, received true"],
    [["--seed", "1", "--seed=1"], "--seed: expected once, received twice"],
    [["--epochs", "x"], "--epochs: expected an integer"],
    [["--epochs=-1"], "--epochs: expected an integer"],
    [["--epochs"], "received nothing"],
    [
      ["--epochs", "-1"],
      "--epochs: expected an integer, 0 or more, received -1",
    ],
    [["--learning-rate", "-.5"], "expected a number above 0, received -.5"],
    [
      ["--seed", "--grey"],
      "--seed: expected an integer, 0 or more, received no",
    ],
    [["--out", ""], "--out: expected a folder, received nothing"],
    [["--out", " "], "--out: expected a folder, received nothing"],
    [
      ["--data="],
      "--data: expected a folder that can be read, received nothing",
    ],
    [["--data", "--grey"], "that can be read, received nothing"],
    [["--images", "NaN"], "--images: expected an integer, 1 or more"],
    [["--images", "1e400"], "--images: expected an integer, 1 or more"],
    [["--batch-size", "0"], "--batch-size: expected an integer, 1 or more"],
    [["--learning-rate", "0"], "--learning-rate: expected a number above 0"],
    [["--backend", "cuda"], "received cuda"],
    [["--out"], "--out: expected"],
    [["-x"], "Unknown option: -x"],
    [["--dataset", "cifar"], "expected mnist or fashion_mnist, received cifar"],
    [["--", "digits"], "Unknown option: digits"],
  ];
  for (const [args, message] of wrong) {
    const error = assertThrows(() => parseOptions(args), UsageError, message);
    assertStringIncludes(error.message, "--help lists the options)");
    assertEquals(error.message.includes("\n"), false);
  }
});
