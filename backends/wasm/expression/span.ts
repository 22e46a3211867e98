/** Spans that evaluate expressions for each vector of their inputs. */

import type { Prepared } from "../../prepare.ts";
import type { Local, ModuleBuilder } from "../assembler/mod.ts";
import type { Kind } from "../rows/operands.ts";
import {
  defineSpan,
  eachVector,
  inputReader,
  readRepeated,
  type Span,
  type SpanContext,
} from "../rows/span.ts";
import { VectorExpressions } from "./compile.ts";

/** Vectors of a round, where evaluating one takes so little that the loop itself counts. */
export const UNROLL = 4;

/** What a span is compiled for. */
export interface MapVariant {
  /** What is evaluated. */
  readonly prepared: Prepared;
  /** How operands step along a row, the inputs first. */
  readonly kinds: readonly Kind[];
  /** Whether multiplying and adding may be one instruction. */
  readonly hasRelaxedMadd: boolean;
}

/** What a span does with the values of each vector, `ahead` vectors from where its operands are. */
type UseValues = (
  values: readonly Local<"v128">[],
  ahead: number,
  isUnrolled: boolean,
) => void;

/** Defines a span; `body` is to call `each` once, which runs over all vectors, UNROLL in a round if `unrolls`. */
export function defineMap(
  module: ModuleBuilder,
  { prepared, kinds, hasRelaxedMadd }: MapVariant,
  body: (
    context: SpanContext & { unrolls: boolean },
    each: (use: UseValues, move?: (vectors: number) => void) => void,
  ) => void,
): Span {
  const expressions = new VectorExpressions(module, prepared, {
    hasRelaxedMadd,
  });
  const unrolls = expressions.isQuick && !kinds.includes("strided");
  const count = prepared.parameters.length;
  return defineSpan(module, kinds, count, (context) => {
    const { f, parameters } = context;
    expressions.begin(f);
    const places = context.places.slice(0, prepared.inputs.length);
    const repeated = readRepeated(f, places);
    body(
      { ...context, unrolls },
      (use, move) =>
        eachVector(context, unrolls ? UNROLL : 1, (ahead, isUnrolled) => {
          const read = inputReader(f, places, repeated, ahead);
          const values: Local<"v128">[] = [];
          expressions.emit(f, [read], parameters, (j, _, value) => {
            values[j] = value;
          });
          use(values, ahead, isUnrolled);
        }, move),
    );
  });
}
