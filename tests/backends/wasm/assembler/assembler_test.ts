import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  call,
  f32,
  f32x4,
  f64,
  i32,
  i32x4,
  memory,
  ModuleBuilder,
  v128,
} from "../../../../backends/wasm/assembler/mod.ts";

type Exports = Record<string, (...args: number[]) => number>;

function instantiate(
  build: (module: ModuleBuilder) => void,
): { exports: Exports; floats: Float32Array; words: Int32Array } {
  const builder = new ModuleBuilder();
  build(builder);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const module = new WebAssembly.Module(builder.toBytes());
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory },
    Math: Math as unknown as WebAssembly.ModuleImports,
  });
  return {
    exports: exports as Exports,
    floats: new Float32Array(memory.buffer),
    words: new Int32Array(memory.buffer),
  };
}

Deno.test("a function counts, branches and returns", () => {
  const { exports } = instantiate((module) => {
    const options = { params: ["i32"], result: "i32" } as const;
    const sumOdd = module.define(options, (f, [n]) => {
      const sum = f.local("i32"), i = f.local("i32");
      f.for(i, 0, n, 1, () => {
        f.if(i32.and(i, 1), () => f.increase(sum, i), () => {
          f.set(sum, i32.sub(sum, 0));
        });
      });
      f.return(sum);
    });
    module.export("sumOdd", sumOdd);
  });
  assertEquals(exports.sumOdd(10), 25);
  assertEquals(exports.sumOdd(0), 0);
});

Deno.test("labels lead out of nested blocks and back into loops", () => {
  const { exports } = instantiate((module) => {
    const options = { params: ["i32"], result: "i32" } as const;
    const log2 = module.define(options, (f, [n]) => {
      const bits = f.local("i32", -1);
      f.block((exit) => {
        f.loop((again) => {
          f.branchIf(exit, i32.eqz(n));
          f.if(1, () => {
            f.set(n, i32.shrU(n, 1));
            f.increase(bits, 1);
            f.branch(again);
          });
        });
      });
      f.return(bits);
    });
    module.export("log2", log2);
  });
  assertEquals(exports.log2(1), 0);
  assertEquals(exports.log2(1000), 9);
  assertEquals(exports.log2(2 ** 31), 31);
});

Deno.test("functions call each other and those of Math", () => {
  const { exports } = instantiate((module) => {
    const sin = module.importMath("sin"), pow = module.importMath("pow", 2);
    const params = { x: "f32" } as const;
    const square = module.define(
      { params, result: "f32" },
      (f, { x }) => f.return(f32.mul(x, x)),
    );
    const run = module.define(
      { params, result: "f64" },
      (f, { x }) =>
        f.return(
          f64.add(
            call(sin, [f64.promoteF32(call(square, { x }))]),
            call(pow, [2, 0.5]),
          ),
        ),
    );
    module.export("run", run);
  });
  assertEquals(exports.run(2), Math.sin(4) + Math.SQRT2);
});

Deno.test("arguments are passed in the order in which parameters are declared", () => {
  const { exports } = instantiate((module) => {
    const params = { minuend: "size", subtrahend: "size" } as const;
    const difference = module.define(
      { params, result: "i32" },
      (f, p) => f.return(i32.sub(p.minuend, p.subtrahend)),
    );
    const run = module.define(
      { params: ["i32", "i32"], result: "i32" },
      (f, [a, b]) => f.return(call(difference, { subtrahend: b, minuend: a })),
    );
    module.export("run", run);
  });
  assertEquals(exports.run(7, 5), 2);
});

Deno.test("imports after the first function are refused", () => {
  const module = new ModuleBuilder();
  module.define({ params: [] }, () => {});
  assertThrows(() => module.importMath("sin"), Error, "Cannot import Math.sin");
});

Deno.test("constants keep every value of their type", () => {
  const values = [0, -1, 63, 64, -64, -65, 8191, 2 ** 31 - 1, -(2 ** 31)];
  const { exports } = instantiate((module) => {
    const options = { params: [], result: "i32" } as const;
    values.forEach((value, i) => {
      module.export(
        `i${i}`,
        module.define(options, (f) => f.return(i32.const(value))),
      );
    });
  });
  assertEquals(values.map((_, i) => exports[`i${i}`]()), values);
});

Deno.test("vectors are loaded, shuffled, compared, selected and stored", () => {
  const { exports, floats, words } = instantiate((module) => {
    const run = module.define({ params: { p: "pointer" } }, (f, { p }) => {
      const x = f.local("v128", v128.load(p));
      f.do(
        v128.store(p, f32x4.shuffle(x, f32x4.splat(9), [3, 2, 4, 0]), 16),
        v128.store(p, v128.bitselect(x, 0.5, f32x4.gt(x, 2)), 32),
        v128.store(p, i32x4.shl(i32x4.truncSatF32x4S(x), 4), 48),
        v128.store(p, v128.load32Lane(p, f32x4.const(1, 1, 1, 1), 2, 4), 64),
        f32.store(p, f32x4.extractLane(x, 2), 80),
        memory.copy(i32.add(p, 84), p, 8),
        memory.fill(i32.add(p, 92), 0xff, 4),
      );
    });
    module.export("run", run);
  });
  floats.set([1, 2, 3, 4]);
  exports.run(0);
  assertEquals([...floats.subarray(4, 8)], [4, 3, 9, 1]);
  assertEquals([...floats.subarray(8, 12)], [0.5, 0.5, 3, 4]);
  assertEquals([...words.subarray(12, 16)], [16, 32, 48, 64]);
  assertEquals([...floats.subarray(16, 20)], [1, 1, 2, 1]);
  assertEquals([...floats.subarray(20, 23)], [3, 1, 2]);
  assertEquals(words[23], -1);
});

Deno.test("every operator of every table is one that the engine accepts", () => {
  const i = i32.const(1), f = f32.const(2), d = f64.const(3);
  const v = f32x4.const(1, 2, 3, 4);
  const one = { i32: i, f32: f, f64: d, v128: v };
  const groups = [i32, f32, f64, i32x4, f32x4];
  const skipped = ["const", "load", "store", "select", "splat", "shuffle"];
  skipped.push("loadAddress");
  let count = 0;
  for (const group of groups) {
    for (const [name, operator] of Object.entries(group)) {
      if (skipped.includes(name) || name.endsWith("Lane")) continue;
      const accepted = Object.values(one).some((x) => {
        const make = operator as (...args: unknown[]) => typeof i;
        const byShift = group === i32x4 && /^sh/.test(name);
        const value = make(x, byShift ? i : x, x);
        const module = new ModuleBuilder();
        module.define({ params: [] }, (body) => body.do(value));
        return WebAssembly.validate(module.toBytes());
      });
      assert(accepted, `${name} is not valid for any type of operand`);
      count++;
    }
  }
  assert(count > 100);
});
