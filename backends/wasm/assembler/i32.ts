/** `i32`: whole numbers and addresses. Stretches of memory. */

import {
  address,
  addToAddress,
  asAddress,
  asCount,
  asNumber,
  asPlace,
  compareAddresses,
  type Comparison,
  COMPARISONS,
  isNowhere,
  pointed,
  subFromAddress,
} from "./address.ts";
import { type IntOps, liftI32, NUMBERS } from "./scalar.ts";
import { type Binary, type Load, opcodeOf, PREFIX } from "./instruction.ts";
import type { Arg, Value } from "./value.ts";

/** Whole numbers of 32 bits, and addresses: what is added to one gives one, and so does what is taken from it. */
export const i32: IntOps & {
  /** Reads an address, which a table has as a pointer. */
  readonly loadAddress: Load<"i32">;
} = {
  ...NUMBERS,
  ...forAddresses({ add: addToAddress, sub: subFromAddress }),
  ...forAddresses(
    Object.fromEntries(
      COMPARISONS.map((
        name,
      ) => [name, (a, b) => compareAddresses(name, a, b)]),
    ) as Record<Comparison, OfAddresses>,
  ),
  loadAddress: (at, offset) => pointed(NUMBERS.load(at, offset)),
  eqz: (x) => isAddress(x) ? isNowhere(liftI32(x)) : NUMBERS.eqz(x),
  select: (condition, a, b) => {
    if (!isAddress(a) && !isAddress(b)) return NUMBERS.select(condition, a, b);
    const codes = [a, b].flatMap((x) => asAddress(liftI32(x)));
    return address([...codes, ...asNumber(liftI32(condition)), 0x1b]);
  },
};

/** Stretches of memory; the regions of `copy` may overlap. */
export const memory: {
  /** Copies `bytes` bytes. */
  copy(to: Arg<"i32">, from: Arg<"i32">, bytes: Arg<"i32">): Value<"void">;
  /** Sets `bytes` bytes to one value. */
  fill(to: Arg<"i32">, value: Arg<"i32">, bytes: Arg<"i32">): Value<"void">;
} = {
  copy: (to, from, bytes) => ({
    type: "void",
    code: [
      ...[to, from].flatMap((at) => asPlace(liftI32(at))),
      ...asCount(liftI32(bytes)),
      ...[...opcodeOf(10, PREFIX.bulk), 0, 0],
    ],
  }),
  fill: (to, value, bytes) => ({
    type: "void",
    code: [
      ...asPlace(liftI32(to)),
      ...asNumber(liftI32(value)),
      ...asCount(liftI32(bytes)),
      ...[...opcodeOf(11, PREFIX.bulk), 0],
    ],
  }),
};

type Binaries = "add" | "sub" | Comparison;
type OfAddresses = (a: Value<"i32">, b: Value<"i32">) => Value<"i32">;

/** Operators that work on numbers as ever, and otherwise where one operand is an address. */
function forAddresses<Name extends Binaries>(
  operators: Readonly<Record<Name, OfAddresses>>,
): Record<Name, Binary<"i32">> {
  const entries = Object.entries<OfAddresses>(operators)
    .map(([name, operator]) => {
      const plain = NUMBERS[name as Name];
      const either: Binary<"i32"> = (a, b) =>
        isAddress(a) || isAddress(b)
          ? operator(liftI32(a), liftI32(b))
          : plain(a, b);
      return [name, either] as const;
    });
  return Object.fromEntries(entries) as Record<Name, Binary<"i32">>;
}

function isAddress(x: Arg<"i32">): boolean {
  return typeof x !== "number" && x.isAddress === true;
}
