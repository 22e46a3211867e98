/** Rows of options that losses and metrics share. */

import {
  type AnySchema,
  refuse,
  type Row,
  type Values,
} from "../config/schema.ts";
import { snakeName } from "../config/serialization.ts";

/** A name; if none is given, what `usual` makes of the name of the class: its snake_case. */
export function name(
  usual: (className: string) => string = snakeName,
): Row<string | null, string> {
  return {
    read(value, place) {
      const given = value ?? usual(place.owner);
      return typeof given === "string"
        ? given
        : refuse(place, "a string", value);
    },
  };
}

/** A row that configs leave out, as Keras does, where it has its usual value. */
export function unless<In, Out>(usual: Out, inner: Row<In, Out>): Row<In, Out> {
  return {
    ...inner,
    write: (value) => value === usual ? undefined : value,
  };
}

/** The options that a table names, of those that an object holds. */
export function pick<S extends AnySchema>(
  schema: S,
  held: Values<S>,
): Values<S> {
  return Object.fromEntries(
    Object.keys(schema).map((option) => [option, held[option]]),
  ) as Values<S>;
}
