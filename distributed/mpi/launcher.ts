/** What the program that started this process says of its job, in the environment. */

/** What is known of the job. */
export interface Launch {
  /** How many processes it has; `null` where nobody says. */
  readonly size: number | null;
  /** Whether it is Open MPI that has started it. */
  readonly isOpenMpi: boolean;
}

/** How many processes: Open MPI's mpirun, MPICH's and what speaks as it does, Slurm's srun. */
const SIZES = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"];

/** A library that can be asked for the environment, by operating system. */
const C_LIBRARIES: Readonly<Record<string, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
};

/** What `variable` is in the environment; Deno guards it by a permission, for which this never asks. */
export type Environment = (variable: string) => string | undefined;

/** Reads the job from an environment. */
export function launchOf(variable: Environment): Launch {
  const said = SIZES.map(variable).find((value) => value !== undefined);
  const size = Number(said);
  return {
    size: Number.isSafeInteger(size) && size > 0 ? size : null,
    isOpenMpi: variable("OMPI_COMM_WORLD_SIZE") !== undefined,
  };
}

/** The environment, as far as a permission has been given: that to read it, or that to call libraries. */
export function environment(): Environment {
  if (typeof Deno === "undefined") return () => undefined;
  const getenv = openGetenv();
  return (variable) => {
    const asked = { name: "env", variable } as const;
    if (Deno.permissions.querySync(asked).state === "granted") {
      return Deno.env.get(variable);
    }
    return getenv?.(variable);
  };
}

function openGetenv(): Environment | null {
  if (typeof Deno === "undefined") return null;
  const path = C_LIBRARIES[Deno.build.os];
  const mayCall = path !== undefined &&
    [{ path }, {}].every((which) =>
      Deno.permissions.querySync({ name: "ffi", ...which }).state === "granted"
    );
  if (!mayCall) return null;
  const { symbols: { getenv } } = Deno.dlopen(path, {
    getenv: { parameters: ["buffer"], result: "pointer" },
  });
  return (variable) => {
    const found = getenv(new TextEncoder().encode(`${variable}\0`));
    return found === null
      ? undefined
      : new Deno.UnsafePointerView(found).getCString();
  };
}
