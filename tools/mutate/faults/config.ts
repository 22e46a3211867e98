/** How options are refused and values are shown. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const config: readonly Fault[] = [
  {
    file: "config/options.ts",
    text: "if (isObject && unknown === undefined) return;",
    replacement: "if (isObject) return;",
    why: "unknown options are swallowed",
    tests: ["tests/config/options_test.ts"],
  },
  {
    file: "config/options.ts",
    text: "if (args.length > count) throw",
    replacement: "if (args.length > count + 1) throw",
    why: "an argument too many is swallowed",
    tests: ["tests/config/options_test.ts"],
  },
  {
    file: "config/options.ts",
    text: "const isObject = isOptions(options);",
    replacement: 'const isObject = typeof options === "object";',
    why: "null and lists are taken for options",
    tests: ["tests/config/options_test.ts"],
  },
  {
    file: "config/errors.ts",
    text: "if (text.length <= MOST) return text;",
    replacement: "return text;",
    why: "errors are as long as what they quote",
    tests: ["tests/config/quote_test.ts"],
  },
  {
    file: "config/errors.ts",
    text: "JSON.stringify(value, finite)",
    replacement: "JSON.stringify(value)",
    why: "NaN in lists is shown as null",
    tests: ["tests/config/quote_test.ts"],
  },
  {
    file: "config/options.ts",
    text: "if (name.length > LONGEST) return [];",
    replacement: "",
    why: "names of a million letters are compared with all that are known",
    tests: ["tests/config/nearest_test.ts"],
  },
  {
    file: "config/options.ts",
    text: "(a[i] === b[j] ? 0 : 1)",
    replacement: "1",
    why: "the name that is told is not the near one",
    tests: ["tests/config/nearest_test.ts"],
  },
  {
    file: "config/rows.ts",
    text: "isInteger(value) && isWithin(value, bounds)",
    replacement: "isInteger(value)",
    why: "integers out of bounds are taken",
    tests: ["tests/config/rows_test.ts"],
  },
  {
    file: "config/configurable.ts",
    text: "if (options.has(option)) {",
    replacement: "if (options.has(key)) {",
    why: "of an option that is given twice one is lost",
    tests: ["tests/config/configurable_test.ts"],
  },
  {
    file: "config/schema.ts",
    text: "row.isSettled ? [] : [option]",
    replacement: "[option]",
    why: "an option that a class has settled is taken and passed over",
    tests: ["tests/config/schema_test.ts"],
  },
  {
    file: "config/configured.ts",
    text: "checkArgumentCount(`make ${this.name}`, arguments, 2);",
    replacement: "",
    why: "what stands behind a config and customObjects is swallowed",
    tests: ["tests/refusals_test.ts"],
  },
];
