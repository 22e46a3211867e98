/** Addresses are as wide as the memory's, and are not taken for numbers. */

import { assertEquals, assertThrows } from "@std/assert";
import {
  call,
  f32,
  type FunctionBuilder,
  i32,
  type Local,
  memory,
  ModuleBuilder,
  v128,
} from "../../../../backends/wasm/assembler/mod.ts";
import { LinearMemory } from "../../../../backends/wasm/memory.ts";

/** Where pointers point to, in words. */
const [WORKSPACE, TABLE, LIST, OUT] = [16, 32, 48, 64];

/** Adds up a list whose address stands in a table, and says what it found out about addresses on the way. */
function define(module: ModuleBuilder): void {
  const workspace = module.importAddress("workspace");
  const sum = module.define(
    { params: { from: "pointer", end: "pointer" }, result: "f32" },
    (f, { from, end }) => {
      const total = f.local("f32");
      f.for(
        from,
        from,
        end,
        4,
        () => f.set(total, f32.add(total, f32.load(from))),
      );
      f.return(total);
    },
  );
  const params = { table: "pointer", count: "size", out: "pointer" } as const;
  const run = module.define({ params }, (f, { table, count, out }) => {
    const list = f.address(i32.loadAddress(table));
    const end = f.address(i32.add(i32.mul(count, 4), list));
    const before = f.address(i32.sub(end, 4));
    const nowhere = f.address(0);
    f.do(f32.store(out, call(sum, { from: list, end })));
    [
      i32.sub(end, list),
      i32.sub(list, end),
      i32.ltU(list, end),
      i32.geU(list, end),
      i32.eq(list, i32.add(end, i32.mul(count, -4))),
      i32.ne(before, end),
      i32.eqz(nowhere),
      i32.eqz(list),
      i32.load(i32.select(count, before, list)),
    ].forEach((value, i) => f.do(i32.store(out, value, 4 + 4 * i)));
    f.do(memory.copy(workspace, list, 8), memory.fill(list, 0, 4));
  });
  module.export("run", run);
}

for (const wide of [false, true]) {
  Deno.test(`addresses of ${wide ? 64 : 32} bits are added, compared, passed, and read from tables`, () => {
    const module = new ModuleBuilder({ wide });
    define(module);
    const linear = new LinearMemory({ wide });
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(module.toBytes()),
      { env: { memory: linear.memory, workspace: pointer(WORKSPACE) } },
    );
    function pointer(word: number): number {
      return word * 4 / linear.pointerBytes;
    }
    const { f32: floats, i32: words } = linear;
    words[TABLE] = pointer(LIST);
    floats.set([1, 2, 4], LIST);
    const run = exports.run as (...args: number[]) => void;
    run(pointer(TABLE), 3, pointer(OUT));
    assertEquals(floats[OUT], 7);
    const found = [...words.subarray(OUT + 1, OUT + 10)];
    assertEquals(found.slice(0, 8), [12, -12, 1, 0, 1, 1, 1, 0]);
    assertEquals(floats[OUT + 9], 4);
    assertEquals([...floats.subarray(WORKSPACE, WORKSPACE + 2)], [1, 2]);
    assertEquals(floats[LIST], 0);
  });
}

const MISTAKES: Record<string, (f: FunctionBuilder, at: Local<"i32">) => void> =
  {
    "read at a number": (f) => f.do(i32.load(f.local("i32"))),
    "read at a constant": (f) => f.do(v128.load(64)),
    "written at a number": (f) => f.do(f32.store(f.local("i32"), 1)),
    "copied from a number": (f, at) => f.do(memory.copy(at, f.local("i32"), 4)),
    "an address multiplied": (f, at) => f.do(i32.mul(at, 4)),
    "an address stored": (f, at) => f.do(i32.store(at, at)),
    "an address assigned to a number": (f, at) => f.set(f.local("i32"), at),
    "an address for a condition": (f, at) => f.if(at, () => {}),
    "an address repeated for": (f, at) => f.while(at, () => {}),
    "an address returned": (f, at) => f.return(at),
    "bytes to copy by an address": (f, at) => f.do(memory.copy(at, at, at)),
  };

for (const [name, mistake] of Object.entries(MISTAKES)) {
  Deno.test(`${name} is refused before a module is made, wide or not`, () => {
    const module = new ModuleBuilder();
    const params = { at: "pointer" } as const;
    assertThrows(
      () => module.define({ params }, (f, { at }) => mistake(f, at)),
      Error,
      "Cannot assemble: expected a",
    );
  });
}

Deno.test("an address is no size of a function that is called", () => {
  const module = new ModuleBuilder();
  const params = { bytes: "size" } as const;
  const takes = module.define({ params }, () => {});
  assertThrows(
    () =>
      module.define({ params: { at: "pointer" } }, (f, { at }) => {
        f.do(call(takes, { bytes: at }));
      }),
    Error,
    "expected a number, received an address",
  );
});
