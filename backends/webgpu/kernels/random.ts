/** Uniform random numbers, a thread to each block of threefry. */

import type { Args } from "../../backend.ts";
import { blockWords, PARITY, ROTATIONS } from "../../threefry.ts";
import { sizeOf } from "../../view.ts";
import type { GpuRuntime } from "../runtime.ts";
import { Bindings, entryPoint, Params } from "./shader.ts";

const GROUP_SIZE = 64;

/** Elements `2j` and `2j + 1` of `out` come from the two words of block `counter + j`. */
export function runRandom(
  runtime: GpuRuntime,
  ...[key, counter, out]: Args<"random">
): void {
  const size = sizeOf(out.view.shape);
  if (size === 0) return;
  const bindings = new Bindings([], [out]);
  const blocks = Math.ceil(size / 2);
  const params = new Params(true);
  const words = [...key, ...blockWords(counter), out.view.offset, size]
    .map((word) => params.word(word));
  runtime.recorder.dispatch({
    label: `random [${size}]`,
    key: "random",
    code: () => codeOf(bindings, params, words),
    bindings: bindings.list,
    workgroups: runtime.grid(Math.ceil(blocks / GROUP_SIZE)),
    params: params.words,
  });
}

function codeOf(
  bindings: Bindings,
  params: Params,
  [key0, key1, low, high, offset, size]: readonly string[],
): string {
  return `${bindings.declare(() => "f32")}${params.declare()}
${
    entryPoint(
      GROUP_SIZE,
      `  let j = group * ${GROUP_SIZE}u + lane;
  if (j >= (${size} + 1u) / 2u) { return; }
  let k0 = ${key0};
  let k1 = ${key1};
  let k2 = k0 ^ k1 ^ ${PARITY}u;
  let block = ${low} + j;
  var a = block + k0;
  var b = ${high} + select(0u, 1u, block < j) + k1;
${rounds()}
  let place = ${offset} + 2u * j;
  b0[place] = f32(a >> 8u) * ${2 ** -24};
  if (2u * j + 1u < ${size}) { b0[place + 1u] = f32(b >> 8u) * ${2 ** -24}; }
`,
    )
  }`;
}

function rounds(): string {
  return Array.from({ length: 20 }, (_, round) => {
    const turn = ROTATIONS[round % 8];
    const mix = `  a += b; b = ((b << ${turn}u) | (b >> ${32 - turn}u)) ^ a;\n`;
    if (round % 4 < 3) return mix;
    const i = (round + 1) / 4;
    return `${mix}  a += k${i % 3}; b += k${(i + 1) % 3} + ${i}u;\n`;
  }).join("");
}
