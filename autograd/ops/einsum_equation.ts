/** The equations of `einsum`, read and checked: which axes of the operands are which of the result. */

import { quote, ShapeError, ValueError } from "../../config/errors.ts";
import type { Tensor } from "../tensor.ts";
import { show } from "./axes.ts";

/** Axes by their labels: letters, and `...0`, `...1` from the back for those of an ellipsis. */
export type Labels = readonly string[];

/** An equation for operands of certain ranks. */
export interface Equation {
  /** The axes of each operand. */
  readonly inputs: readonly Labels[];
  /** The axes of the result. */
  readonly output: Labels;
}

const TERM = /^[A-Za-z]*(\.\.\.[A-Za-z]*)?$/;

/** Where an equation is at fault. */
function fault(expected: string, received: string): ValueError {
  return new ValueError(
    `Cannot compute einsum: expected ${expected}, received ${received}`,
  );
}

/**
 * Reads an equation.
 *
 * @throws {ValueError} if it is none, or not one of so many operands.
 * @throws {ShapeError} if an operand has another number of axes, or axes of one label differ in size.
 */
export function readEquation(
  equation: string,
  operands: readonly Tensor[],
): Equation {
  const text = typeof equation === "string" ? equation.replaceAll(" ", "") : "";
  const [left, right, ...rest] = text.split("->");
  const terms = left.split(",");
  const isRight = typeof equation === "string" && rest.length === 0 &&
    [...terms, right ?? ""].every((term) => TERM.test(term));
  if (!isRight) {
    throw fault('an equation such as "ij,jk->ik"', quote(equation));
  }
  if (terms.length !== operands.length) {
    throw fault(
      `as many tensors as ${quote(equation)} has terms, ${terms.length}`,
      `${operands.length}`,
    );
  }
  const inputs = terms.map((term, i) => labelsOf(equation, term, operands[i]));
  checkSizes(equation, inputs, operands);
  const all = inputs.flat();
  const ellipsis = ellipsisOf(all);
  if (right === undefined) {
    const once = all.filter((label) =>
      !ellipsis.includes(label) && all.indexOf(label) === all.lastIndexOf(label)
    );
    return { inputs, output: [...ellipsis, ...once.sort()] };
  }
  if (ellipsis.length > 0 && !right.includes("...")) {
    throw fault("an output with the ellipsis of its terms", quote(equation));
  }
  const output = spelledOut(right, ellipsis);
  if (new Set(output).size < output.length) {
    throw fault("an output that has each label once", quote(equation));
  }
  const unknown = output.find((label) => !all.includes(label));
  if (unknown !== undefined) {
    throw fault(
      `an output of labels that its terms have`,
      `${quote(unknown)} in ${quote(equation)}`,
    );
  }
  return { inputs, output };
}

/** The axes of an operand. */
function labelsOf(equation: string, term: string, { shape }: Tensor): Labels {
  const open = shape.length - term.replace("...", "").length;
  if (open < 0 || (open > 0 && !term.includes("..."))) {
    throw new ShapeError(
      `Cannot compute einsum: expected a tensor with the axes of ${
        quote(term)
      } in ${quote(equation)}, received ${show(shape)}`,
      { expected: term, actual: shape },
    );
  }
  const ellipsis = Array.from({ length: open }, (_, i) => `...${open - 1 - i}`);
  return spelledOut(term, ellipsis);
}

function spelledOut(term: string, ellipsis: Labels): Labels {
  const [before, after = ""] = term.split("...");
  const open = term.includes("...") ? ellipsis : [];
  return [...before, ...open, ...after];
}

/** The labels of the longest ellipsis, in the order of its axes. */
function ellipsisOf(labels: Labels): Labels {
  const open = new Set(labels.filter((label) => label.startsWith("...")));
  return Array.from(open, (_, i) => `...${open.size - 1 - i}`);
}

/** Axes of one label have one size; those of an ellipsis broadcast, as NumPy has them. */
function checkSizes(
  equation: string,
  inputs: readonly Labels[],
  operands: readonly Tensor[],
): void {
  const sizes = new Map<string, number>();
  inputs.forEach((labels, i) =>
    labels.forEach((label, axis) => {
      const size = operands[i].shape[axis];
      const known = sizes.get(label);
      const isOpen = label.startsWith("...");
      if (known === undefined || (isOpen && known === 1)) {
        sizes.set(label, size);
      } else if (size !== known && !(isOpen && size === 1)) {
        const axes = isOpen ? "the ellipsis" : `label ${quote(label)}`;
        throw new ShapeError(
          `Cannot compute einsum: expected axes of one size for ${axes} of ${
            quote(equation)
          }, received ${operands.map(({ shape }) => show(shape)).join(", ")}`,
          { expected: known, actual: operands[i].shape },
        );
      }
    })
  );
}
