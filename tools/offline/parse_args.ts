/**
 * Stands in for `@std/cli/parse-args` where its registry is out of reach: string
 * and boolean options, read by the same rules.
 */

/** The options that a program knows. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  D extends Record<string, unknown> = Record<string, unknown>,
> {
  /** Options without a value; false by default. */
  boolean?: B | readonly B[];
  /** Options whose value is a string. */
  string?: S | readonly S[];
  /** Options that may be given several times; their values become an array. */
  collect?: C | readonly C[];
  /** Options that `--no-name` sets to false. */
  negatable?: string | readonly string[];
  /** Other names of an option. */
  alias?: Record<string, string | readonly string[]>;
  /** Values of options that were not given. */
  default?: D;
  /** Called for all that is not an option above; false leaves it out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

type StringValue<K, C, D> = K extends C ? string[]
  : K extends keyof D ? string | D[K]
  : string | undefined;

type BooleanValue<K, D> = K extends keyof D ? boolean | D[K] : boolean;

/** What was given on a command line, by name; all that is no option in `_`. */
export type Args<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  D extends Record<string, unknown> = Record<string, unknown>,
> =
  & { [K in B]: BooleanValue<K, D> }
  & { [K in S]: StringValue<K, C, D> }
  & { _: (string | number)[] };

/** Reads `args` by the options given. */
export function parseArgs<
  B extends string = never,
  S extends string = never,
  C extends string = never,
  D extends Record<string, unknown> = Record<never, never>,
>(args: string[], options: ParseOptions<B, S, C, D> = {}): Args<B, S, C, D> {
  const parser = new Parser(options);
  const end = args.indexOf("--");
  const rest = end < 0 ? [] : args.slice(end + 1);
  const queue = end < 0 ? [...args] : args.slice(0, end);
  while (queue.length > 0) parser.take(queue.shift()!, queue);
  return parser.finish(rest) as Args<B, S, C, D>;
}

class Parser {
  readonly #options: ParseOptions;
  readonly #names = new Map<string, string[]>();
  readonly #booleans: Set<string>;
  readonly #strings: Set<string>;
  readonly #collected: Set<string>;
  readonly #negatable: Set<string>;
  readonly #found: Record<string, unknown> & { _: unknown[] } = { _: [] };

  constructor(options: ParseOptions) {
    this.#options = options;
    for (const [name, others] of Object.entries(options.alias ?? {})) {
      const all = [name, ...list(others)];
      for (const one of all) this.#names.set(one, all);
    }
    this.#booleans = this.#allNames(options.boolean);
    this.#strings = this.#allNames(options.string);
    this.#collected = this.#allNames(options.collect);
    this.#negatable = this.#allNames(options.negatable);
  }

  take(arg: string, queue: string[]): void {
    const long = /^--(.+?)(?:=(.+))?$/s.exec(arg);
    const short = /^-([^-])(?:=(.+))?$/s.exec(arg);
    if (long?.[1].startsWith("no-") && this.#negatable.has(long[1].slice(3))) {
      this.#set(long[1].slice(3), false, arg);
    } else if (long ?? short) {
      this.#option((long ?? short)!, arg, queue);
    } else if (/^-[A-Za-z]{2,}$/.test(arg)) {
      const letters = arg.slice(1).split("");
      for (const letter of letters.slice(0, -1)) {
        this.#set(letter, this.#strings.has(letter) ? "" : true, arg);
      }
      this.#option(["", letters.at(-1)!], arg, queue);
    } else if (this.#options.unknown?.(arg) !== false) {
      this.#found._.push(this.#positional(arg));
    }
  }

  finish(rest: string[]): Record<string, unknown> {
    const found = this.#found;
    found._.push(...rest);
    for (const [name, value] of Object.entries(this.#options.default ?? {})) {
      for (const one of this.#namesOf(name)) found[one] ??= value;
    }
    for (const name of this.#collected) found[name] ??= [];
    for (const name of this.#booleans) found[name] ??= false;
    return found;
  }

  #option(match: readonly string[], arg: string, queue: string[]): void {
    const [, name, inline] = match;
    const isBoolean = this.#booleans.has(name);
    const next = queue[0];
    if (inline !== undefined) {
      this.#set(name, isBoolean ? inline !== "false" : inline, arg);
    } else if (isBoolean) {
      const told = next === "true" || next === "false";
      this.#set(name, told ? queue.shift() === "true" : true, arg);
    } else if (next && !next.startsWith("-")) {
      this.#set(name, queue.shift(), arg);
    } else {
      this.#set(name, this.#strings.has(name) ? "" : true, arg);
    }
  }

  #set(name: string, value: unknown, arg: string): void {
    const known = this.#strings.has(name) || this.#booleans.has(name) ||
      this.#names.has(name);
    if (!known && this.#options.unknown?.(arg, name, value) === false) return;
    for (const one of this.#namesOf(name)) {
      this.#found[one] = this.#collected.has(one)
        ? [...(this.#found[one] as unknown[] ?? []), value]
        : value;
    }
  }

  #positional(arg: string): string | number {
    const isNumber = /^(0x[0-9a-f]+|[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?)$/i;
    return isNumber.test(arg) && !this.#strings.has("_") ? Number(arg) : arg;
  }

  #namesOf(name: string): string[] {
    return this.#names.get(name) ?? [name];
  }

  #allNames(names: string | readonly string[] | undefined): Set<string> {
    return new Set(list(names ?? []).flatMap((name) => this.#namesOf(name)));
  }
}

function list(names: string | readonly string[]): readonly string[] {
  return typeof names === "string" ? [names] : names;
}
