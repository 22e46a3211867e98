/** The machine's library of MPI, found and opened. */

import { cannotOpen, permissionFor } from "../../config/foreign_library.ts";
import { type Abi, abiOf, abis, type Handle } from "./abi.ts";
import { type Environment, environment, launchOf } from "./launcher.ts";

/**
 * What is called. Handles are integers in some libraries and pointers in others: both are passed as integers of the size of
 * a pointer, of which a function that takes less reads the lower half.
 */
export const SYMBOLS = {
  MPI_Init_thread: {
    parameters: ["usize", "usize", "i32", "buffer"],
    result: "i32",
  },
  MPI_Comm_rank: { parameters: ["usize", "buffer"], result: "i32" },
  MPI_Comm_size: { parameters: ["usize", "buffer"], result: "i32" },
  MPI_Allreduce: {
    // What is sent, what is received, how many, of which type, how, among whom.
    parameters: ["usize", "usize", "i32", "usize", "usize", "usize"],
    result: "i32",
  },
  MPI_Bcast: {
    parameters: ["usize", "i32", "usize", "i32", "usize"],
    result: "i32",
  },
  MPI_Allgather: {
    parameters: ["usize", "i32", "usize", "usize", "i32", "usize", "usize"],
    result: "i32",
  },
  // The same, and at last where to put the request.
  MPI_Iallgather: {
    parameters: [
      ...["usize", "i32", "usize", "usize", "i32", "usize", "usize"] as const,
      "buffer",
    ],
    result: "i32",
  },
  MPI_Test: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  MPI_Finalize: { parameters: [], result: "i32" },
} as const;

/** A library that was found. */
export interface Library {
  /** Its name or path. */
  readonly path: string;
  /** Whose interface it has. */
  readonly abi: Abi;
  /** The value of each handle. */
  readonly handles: Readonly<Record<Handle, number>>;
}

/** The variable that names a library. */
const VARIABLE = "DECOGRAD_MPI";

/**
 * Finds the library of this name or path, else the one that `DECOGRAD_MPI` names, else the first one in the usual places.
 *
 * @throws {DeviceError} of kind `"unavailable"` where FFI is missing or not permitted, and where no library is found.
 */
export function findLibrary(
  named?: string,
  variable: Environment = environment(),
): Library {
  if (typeof Deno === "undefined" || Deno.dlopen === undefined) {
    throw cannotOpen("MPI", "Deno's foreign function interface", "none");
  }
  const name = named ?? variable(VARIABLE);
  const { os } = Deno.build;
  const candidates = name === undefined
    ? abis(launchOf(variable).isOpenMpi).flatMap((abi) =>
      (abi.libraries[os] ?? []).map((path) => ({ path, abi }))
    )
    : [{ path: name, abi: null }];
  const reasons: string[] = [];
  for (const { path, abi } of candidates) {
    try {
      const known = abi ?? abiOf(path, (symbol) => addressOf(path, symbol) > 0);
      Deno.dlopen(path, SYMBOLS);
      return { path, abi: known, handles: handlesOf(path, known) };
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) {
        throw cannotOpen(
          "MPI",
          "the permission --allow-ffi",
          permissionFor(path),
          error,
        );
      }
      reasons.push((error as Error).message);
    }
  }
  throw cannotOpen(
    "MPI",
    `MPICH or Open MPI (Debian: mpich, or openmpi-bin and libopenmpi3) as ${
      candidates.map(({ path }) => `"${path}"`).join(" or ") ||
      "a library named by you"
    }`,
    reasons.join("; ") || `none known for ${os}`,
  );
}

function handlesOf(path: string, { handles }: Abi): Library["handles"] {
  const entries = Object.entries(handles).map(([name, value]) => {
    if (typeof value === "number") return [name, value];
    const address = addressOf(path, value);
    if (address > 0) return [name, address];
    throw new Error(`${path} has no symbol ${value}`);
  });
  return Object.fromEntries(entries);
}

/** Where a library has a symbol; 0 if it has none. */
function addressOf(path: string, symbol: string): number {
  if (typeof Deno === "undefined") return 0;
  const { symbols } = Deno.dlopen(path, {
    found: { name: symbol, type: "pointer", optional: true },
  });
  const found = symbols.found as Deno.PointerValue;
  return Number(Deno.UnsafePointer.value(found));
}
