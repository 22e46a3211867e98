/** What objects show of themselves in consoles. */

/** The method that gives what consoles show of an object; of its own class each, and of no name that a user's could have. */
export const SHOWN: unique symbol = Symbol("shown");

/**
 * The base of what shows itself in the consoles of Deno and of Node, whatever state it is in; a class overrides one of the two.
 * @category Options
 */
export abstract class Shown {
  /** What consoles show: unless it has more to say, what `toString` gives. */
  [SHOWN](): string {
    return this.toString();
  }

  /** What it is. */
  toString(): string {
    return this[SHOWN]();
  }

  /**
   * The same in template strings.
   *
   * @throws {TypeError} where it is to be a number, as in `metric < 0.5`, which would be NaN.
   */
  [Symbol.toPrimitive](hint: string): string {
    const { name } = this.constructor;
    const what = `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
    const expected = "a number, or a template string where it is to be text";
    return textOrRefusal(this, hint, { what, expected });
  }

  /** What `console.log` shows in Deno. */
  [Symbol.for("Deno.customInspect")](...how: unknown[]): string {
    return shownIn(how, this);
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](...how: unknown[]): string {
    return shownIn(how, this);
  }
}

function shownIn(how: readonly unknown[], object: Shown): string {
  try {
    return indented(object[SHOWN](), how);
  } catch {
    // It is half made, or a property of its own throws.
    return `${object.constructor.name} {}`;
  }
}

/**
 * What `Symbol.toPrimitive` gives: the description where a string is meant.
 *
 * @throws {TypeError} where a number may be: it would be NaN, and every comparison false.
 */
export function textOrRefusal(
  thing: object,
  hint: string,
  { what, expected }: { readonly what: string; readonly expected: string },
): string {
  if (hint === "string") return thing.toString();
  throw new TypeError(
    `Cannot use ${what} as a number: expected ${expected}, received ${
      what.replace(/^an? /, "the ")
    } itself`,
  );
}

/** Text whose further lines begin where the console is. */
function indented(text: string, how: readonly unknown[]): string {
  const options = how.find((one) => typeof one === "object" && one !== null);
  const { indentationLvl = 0 } = Object(options) as { indentationLvl?: number };
  return text.replaceAll("\n", `\n${" ".repeat(indentationLvl)}`);
}

/** Facts of an object in braces: `Dense "dense" { units: 3 }`. */
export function withFacts(
  what: string,
  facts: readonly (readonly [name: string, value: string])[],
): string {
  const told = facts.map(([name, value]) => `${name}: ${value}`).join(", ");
  return told ? `${what} { ${told} }` : `${what} {}`;
}
