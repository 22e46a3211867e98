/** Text that notebooks show in another form. */

/**
 * Text as a string's methods take it; `${text}` is the plain string. Consoles show it as it is, notebooks in a form of
 * its own, such as a table or a drawing.
 *
 * @category Options
 */
export class RichText extends String {
  readonly #forms: Readonly<Record<string, string>>;

  /** Joins text and its other forms, by their MIME types. */
  constructor(text: string, forms: Readonly<Record<string, string>>) {
    super(text);
    this.#forms = forms;
  }

  /** What `console.log` shows in Deno. */
  [Symbol.for("Deno.customInspect")](): string {
    return `${this}`;
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `${this}`;
  }

  /** What a notebook shows. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    return { "text/plain": `${this}`, ...this.#forms };
  }
}
