/** A call of a kernel at a size that users have, with what each element of its results is by definition. */

import type { Backend, Operand } from "../../../backends/backend.ts";
import type { View } from "../../../backends/view.ts";

/** An operand, and what was written to its buffer. */
export interface Given extends Operand {
  /** All that lies in the buffer. */
  readonly values: Float32Array;
}

/** Where a case makes its operands. */
export interface Stage {
  /** The backend that the case is to call. */
  readonly backend: Backend;
  /** An operand with these elements in its buffer, or with random ones. */
  input(view: View | readonly number[], values?: Float32Array): Given;
  /** An operand to write to, which holds NaN, in a buffer with so many more elements behind it. */
  output(view: View | readonly number[], behind?: number): Operand;
}

/** What an element is, in float64, and the same of magnitudes: what rounding errors are relative to. */
export type Element = readonly [value: number, magnitude: number];

/** What a result has to be. */
export interface Expected {
  /** Where it is. */
  readonly out: Operand;
  /** The element at an index, by definition. */
  readonly at: (index: readonly number[]) => Element;
  /** Terms that are added up for an element; 0 where nothing is rounded. */
  readonly terms: number;
  /** Elements to look at, at most, where an element takes long. */
  readonly samples?: number;
}

/** One call, or several that belong together. */
export interface RealCase {
  /** What is said when it fails. */
  readonly name: string;
  /** Whether a graphics card that is software takes long for it. */
  readonly isSlow?: boolean;
  /** Makes operands, calls kernels and says what the results have to be. */
  readonly run: (stage: Stage) => readonly Expected[];
}
