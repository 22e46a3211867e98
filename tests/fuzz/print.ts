/** Random programs as code that can be run by itself. */

import { elementsOf, type Program } from "./program.ts";
import { show } from "./row.ts";
import { ROWS } from "./rows.ts";

/** Elements of an input that are worth being read. */
const FEW = 64;

/** A program as code. */
export function print(program: Program): string {
  const { inputs, calls, events, reads, gradient } = program;
  const names = Array.from(
    { length: inputs.length + calls.length },
    (_, i) => i < inputs.length ? `x${i}` : `v${i - inputs.length}`,
  );
  const lines = inputs.map((shape, i) => {
    const elements = elementsOf(shape, i);
    const data = elements.length > FEW
      ? `elementsOf(${show(shape)}, ${i})`
      : show([...elements].map(Math.fround));
    return `const x${i} = dg.tensor(${data}, ${show(shape)});`;
  });
  const body: string[] = [];
  calls.forEach(({ row, args, attrs }, i) => {
    const value = ROWS[row].print(args.map((k) => names[k]), attrs);
    body.push(`const v${i} = ${value};`);
    for (const { after, what, value } of events) {
      if (after !== i) continue;
      body.push(
        what === "read"
          ? `console.log(await ${names[value]}.data());`
          : `${names[value]}[Symbol.dispose]();`,
      );
    }
  });
  if (gradient) {
    const means = gradient.targets.map((k) => `dg.mean(dg.tanh(${names[k]}))`);
    const loss = means.reduce((sum, mean) => `dg.add(${sum}, ${mean})`);
    const sources = gradient.sources.map((k) => names[k]);
    lines.push(
      `// By ${gradient.way}.`,
      `const loss = (${sources}) => {`,
      ...body.map((line) => `  ${line}`),
      `  return ${loss};`,
      "};",
      `const { value, gradients } = dg.valueAndGrad(() => loss(${sources}), [${sources}]);`,
      "for (const one of [value, ...gradients]) console.log(await one.data());",
    );
  } else {
    lines.push(
      ...body,
      ...reads.map((k) => `console.log(await ${names[k]}.data());`),
    );
  }
  return lines.join("\n");
}
