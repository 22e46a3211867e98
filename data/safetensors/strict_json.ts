/** JSON as strict readers take it: no name twice, no half of a character, no number that changes when it is read. */

import { quote } from "../../config/errors.ts";

/** What JSON says: objects as maps, so that every name is a name, and numbers that are no plain integers as text. */
export type StrictJson =
  | null
  | boolean
  | string
  | number
  | OtherNumber
  | StrictJson[]
  | Map<string, StrictJson>;

/** A number that is written as no integer, or as one that is too large to be exact. */
export class OtherNumber {
  /** @param text how it is written. */
  constructor(readonly text: string) {}
}

/** How deep arrays and objects may lie in each other, as in other strict readers. */
const DEEPEST = 127;

/** Reads JSON; throws a SyntaxError that says what is wrong with it. */
export function parseStrictJson(text: string): StrictJson {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): StrictJson {
    if (depth > DEEPEST) {
      throw new SyntaxError(`more than ${DEEPEST} levels of nesting`);
    }
    const first = this.#peek();
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#array(depth);
    if (first === '"') return this.#string();
    return this.#word();
  }

  end(): void {
    if (this.#peek() !== "") this.#refuse("the end");
  }

  #object(depth: number): Map<string, StrictJson> {
    const members = new Map<string, StrictJson>();
    this.#list("{", "}", () => {
      if (this.#peek() !== '"') this.#refuse("a name");
      const name = this.#string();
      if (members.has(name)) throw new SyntaxError(`${quote(name)} twice`);
      if (!this.#skip(":")) this.#refuse('":"');
      members.set(name, this.value(depth + 1));
    });
    return members;
  }

  #array(depth: number): StrictJson[] {
    const items: StrictJson[] = [];
    this.#list("[", "]", () => items.push(this.value(depth + 1)));
    return items;
  }

  #list(open: string, close: string, item: () => void): void {
    this.#skip(open);
    if (this.#skip(close)) return;
    do item(); while (this.#skip(","));
    if (!this.#skip(close)) this.#refuse(`"," or "${close}"`);
  }

  #string(): string {
    const from = this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    }
    const written = this.#text.slice(from, ++this.#at);
    const text = parsed(written);
    if (typeof text !== "string") {
      throw new SyntaxError(`the text ${quote(written)}`);
    }
    if (!text.isWellFormed()) {
      throw new SyntaxError(`half of a surrogate pair in ${quote(text)}`);
    }
    return text;
  }

  /** A number, true, false or null. */
  #word(): StrictJson {
    const word = /[-+.\w]*/y;
    word.lastIndex = this.#at;
    const [written] = word.exec(this.#text)!;
    const value = parsed(written);
    if (value === undefined) this.#refuse("a value");
    this.#at += written.length;
    if (typeof value !== "number") return value as boolean | null;
    if (!Number.isFinite(value)) {
      throw new SyntaxError(`the number ${quote(written)}`);
    }
    const exact = /^\d+$/.test(written) && Number.isSafeInteger(value);
    return exact ? value : new OtherNumber(written);
  }

  /** The next character that is no space; "" at the end. */
  #peek(): string {
    while (" \t\n\r".includes(this.#text[this.#at] || "end")) this.#at++;
    return this.#text[this.#at] ?? "";
  }

  #skip(character: string): boolean {
    const there = this.#peek() === character;
    if (there) this.#at++;
    return there;
  }

  #refuse(expected: string): never {
    const there = this.#text.slice(this.#at, this.#at + 20);
    throw new SyntaxError(
      `${there === "" ? "an end" : quote(there)} where ${expected} must be`,
    );
  }
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
