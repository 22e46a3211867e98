/** Kernels turned round. */

import type { Shape } from "../../../view.ts";
import { i32, v128 } from "../../assembler/mod.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";

const PARAMS = {
  from: "pointer",
  to: "pointer",
  taps: "size",
  /** Rows of a tap's matrix, and columns. */
  rows: "size",
  columns: "size",
} as const;

/** The call that copies a kernel [kh, kw, c, o] to [kh, kw, o, c], its last tap first. */
export function flipCall(
  runtime: WasmRuntime,
  from: number,
  to: number,
  [kh, kw, rows, columns]: Shape,
): Call {
  const { flip } = runtime.kernels("flip", (module) => ({
    flip: module.define({ params: PARAMS }, (f, p) => {
      const i = f.local("i32"), j = f.local("i32");
      const tap = f.address(), source = f.address();
      const pitch = f.local("i32", i32.mul(p.columns, FLOAT_BYTES));
      const bytes = f.local("i32", i32.mul(pitch, p.rows));
      f.set(tap, i32.add(p.from, i32.mul(bytes, p.taps)));
      f.while(p.taps, () => {
        f.set(tap, i32.sub(tap, bytes));
        f.for(j, 0, p.columns, 1, () => {
          f.set(source, i32.add(tap, i32.mul(j, FLOAT_BYTES)));
          f.for(i, 0, p.rows, 1, () => {
            f.do(v128.store32Lane(p.to, v128.load32Zero(source), 0));
            f.increase(source, pitch);
            f.increase(p.to, FLOAT_BYTES);
          });
        });
        f.increase(p.taps, -1);
      });
    }),
  }));
  return flip.bind({ from, to, taps: kh * kw, rows, columns });
}
