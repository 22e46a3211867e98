/** Spans: functions that work along part of a row, and how the loop over the rows calls them. */

import {
  call,
  type Func,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
  type Value,
} from "../assembler/mod.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "../sizes.ts";
import { type Kind, moveOn, type Place, readVector } from "./operands.ts";

type Word = Local<"i32">;

/** What a span's code works with. */
export interface SpanContext {
  /** Where the code goes. */
  readonly f: FunctionBuilder;
  /** Where the operands are. */
  readonly places: readonly Place[];
  /** The parameters of the expressions, in every lane. */
  readonly parameters: readonly Local<"v128">[];
  /** Vectors to work on. */
  readonly vectors: Word;
  /** An address of the kernel's own. */
  readonly extra: Word;
}

/** Operands that are read from memory once for all of a span. */
export type Repeated = ReadonlyMap<number, Local<"v128">>;

/** A function of pointers, strides, the parameters' address, a number of vectors and one more address. */
export type Span = Func<"void", readonly ("pointer" | "size")[]>;

/** Defines a span. */
export function defineSpan(
  module: ModuleBuilder,
  kinds: readonly Kind[],
  parameters: number,
  body: (context: SpanContext) => void,
): Span {
  const count = kinds.length;
  const params = [
    ...kinds.map(() => "pointer" as const),
    ...kinds.map(() => "size" as const),
    ...["pointer", "size", "pointer"] as const,
  ];
  return module.define({ params }, (f, locals) => {
    const [table, vectors, extra] = locals.slice(2 * count);
    body({
      f,
      vectors,
      extra,
      places: kinds.map((kind, k) => ({
        kind,
        pointer: locals[k],
        stride: locals[count + k],
      })),
      parameters: Array.from(
        { length: parameters },
        (_, i) => f.local("v128", v128.load32Splat(table, FLOAT_BYTES * i)),
      ),
    });
  });
}

/** Reads the inputs that a row repeats. */
export function readRepeated(
  f: FunctionBuilder,
  places: readonly Place[],
): Repeated {
  return new Map(
    places.flatMap((place, k) =>
      place.kind === "repeated" ? [[k, readVector(f, place, 0)] as const] : []
    ),
  );
}

/** How to read an input `ahead` vectors from where it is. */
export function inputReader(
  f: FunctionBuilder,
  places: readonly Place[],
  repeated: Repeated,
  ahead: number,
): (k: number) => Local<"v128"> {
  return (k) => repeated.get(k) ?? readVector(f, places[k], ahead);
}

/** Runs `step` for all vectors: `unroll` of them in one round as long as there are so many, then one by one. */
export function eachVector(
  { f, places, vectors }: Pick<SpanContext, "f" | "places" | "vectors">,
  unroll: number,
  step: (ahead: number, isUnrolled: boolean) => void,
  move: (vectors: number) => void = () => {},
): void {
  for (const at of unroll > 1 ? [unroll, 1] : [1]) {
    f.while(i32.geU(vectors, at), () => {
      for (let ahead = 0; ahead < at; ahead++) step(ahead, at > 1);
      places.forEach((place) => moveOn(f, place, at));
      move(at);
      f.increase(vectors, -at);
    });
  }
}

/** A row's operands in the function that goes from row to row. */
export interface Row {
  /** How each operand steps. */
  readonly kinds: readonly Kind[];
  /** Where each operand's row begins. */
  readonly pointers: readonly Word[];
  /** Bytes from element to element. */
  readonly strides: readonly Word[];
  /** Address of the parameters. */
  readonly parameters: Word;
}

/** Runs a span on whole vectors of a row, from its start. */
export function callSpan(
  f: FunctionBuilder,
  span: Span,
  { pointers, strides, parameters }: Row,
  { vectors, extra }: { vectors: Word; extra: Word },
): void {
  f.do(call(span, [...pointers, ...strides, parameters, vectors, extra]));
}

/**
 * Runs a span on the one to three elements behind the whole vectors: on copies of the inputs in `slots`, one vector
 * for each operand, so that nothing is read or written that is not the row's.
 */
export function callSpanOnTail(
  f: FunctionBuilder,
  span: Span,
  row: Row,
  { inputs, vectors, tail, slots, extra }: {
    inputs: number;
    vectors: Word;
    tail: Word;
    slots: Word;
    extra: Word;
  },
): void {
  const ends = row.kinds.map((kind, k) => {
    const bytes = bytesOf(kind, row.strides[k], vectors);
    return f.address(i32.add(row.pointers[k], bytes));
  });
  const stepOf = (k: number): Word | number =>
    row.kinds[k] === "dense" ? FLOAT_BYTES : row.strides[k];
  const staged = row.kinds.map((kind) => kind !== "repeated");
  for (let k = 0; k < inputs; k++) {
    if (!staged[k]) continue;
    const vector = f.local("v128", v128.load32Zero(ends[k]));
    const at = f.address(ends[k]);
    for (const lane of [1, 2]) {
      f.if(i32.gtU(tail, lane), () => {
        f.increase(at, stepOf(k));
        f.set(vector, v128.load32Lane(at, vector, lane));
      });
    }
    f.do(v128.store(slots, vector, VECTOR_BYTES * k));
  }
  f.do(call(span, [
    ...row.pointers.map((pointer, k) =>
      staged[k] ? i32.add(slots, VECTOR_BYTES * k) : pointer
    ),
    ...row.strides.map(() => FLOAT_BYTES),
    row.parameters,
    1,
    extra,
  ]));
  for (let k = inputs; k < row.kinds.length; k++) {
    const vector = f.local("v128", v128.load(slots, VECTOR_BYTES * k));
    for (const lane of [0, 1, 2]) {
      f.if(i32.gtU(tail, lane), () => {
        f.do(v128.store32Lane(ends[k], vector, lane));
        f.increase(ends[k], stepOf(k));
      });
    }
  }
}

/** Bytes that an operand steps in so many vectors. */
export function bytesOf(
  kind: Kind,
  stride: Word,
  vectors: Word,
): Value<"i32"> {
  return kind === "dense"
    ? i32.mul(vectors, VECTOR_BYTES)
    : i32.mul(stride, i32.mul(vectors, LANES));
}
