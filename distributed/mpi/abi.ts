/** What libraries of MPI call the same things: their application binary interfaces. */

/** What calls speak of. */
export type Handle =
  | "world"
  | "float"
  | "double"
  | "byte"
  | "sum"
  | "max"
  | "min";

/** Values that a header would give. */
export interface Abi {
  /** Who has it. */
  readonly name: string;
  /** Names for the dynamic loader, by operating system. */
  readonly libraries: Readonly<Record<string, readonly string[]>>;
  /** `MPI_THREAD_MULTIPLE`. */
  readonly multiple: number;
  /** `MPI_IN_PLACE`. */
  readonly inPlace: number;
  /** The value of each handle, or the symbol at whose address it is. */
  readonly handles: Readonly<Record<Handle, number | string>>;
}

/** MPI 5.0, chapter 20: one interface for all libraries. */
const STANDARD: Abi = {
  name: "the standard ABI of MPI 5.0",
  libraries: {
    linux: ["libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.so"],
    darwin: ["libmpi_abi.1.dylib", "libmpi_abi.dylib"],
  },
  multiple: 4096,
  inPlace: 1,
  handles: {
    world: 0x101,
    float: 0x210,
    double: 0x214,
    byte: 0x247,
    sum: 0x21,
    max: 0x23,
    min: 0x22,
  },
};

/** MPICH since 3.1, and those that agreed to be compatible with it, such as Intel's and MVAPICH2: handles are integers. */
const MPICH: Abi = {
  name: "MPICH",
  libraries: {
    linux: ["libmpich.so.12", "libmpi.so.12"],
    darwin: ["libmpich.12.dylib", "libmpi.12.dylib"],
  },
  multiple: 3,
  inPlace: -1,
  handles: {
    world: 0x44000000,
    float: 0x4c00040a,
    double: 0x4c00080b,
    byte: 0x4c00010d,
    sum: 0x58000003,
    max: 0x58000001,
    min: 0x58000002,
  },
};

/** Open MPI 2 to 5: handles are the addresses of what it exports. */
const OPEN_MPI: Abi = {
  name: "Open MPI",
  libraries: { linux: ["libmpi.so.40"], darwin: ["libmpi.40.dylib"] },
  multiple: 3,
  inPlace: 1,
  handles: {
    world: "ompi_mpi_comm_world",
    float: "ompi_mpi_float",
    double: "ompi_mpi_double",
    byte: "ompi_mpi_byte",
    sum: "ompi_mpi_op_sum",
    max: "ompi_mpi_op_max",
    min: "ompi_mpi_op_min",
  },
};

/** All, in the order in which they are tried; first that of the launcher, where it is known to be Open MPI's. */
export function abis(isOpenMpi: boolean): readonly Abi[] {
  return isOpenMpi ? [OPEN_MPI, STANDARD, MPICH] : [STANDARD, MPICH, OPEN_MPI];
}

/** That of a library that the user has named: the standard one is known by its name, Open MPI's by what it exports. */
export function abiOf(name: string, exports: (symbol: string) => boolean): Abi {
  if (/mpi_abi/.test(name)) return STANDARD;
  return exports(`${OPEN_MPI.handles.world}`) ? OPEN_MPI : MPICH;
}
