/** Functions from outside WebAssembly that kernels call on every thread, such as those of a native library. */

/** How a thread comes by such functions. */
export interface Natives {
  /** The name or path of the library, or whatever else they are made from. */
  readonly source: string;
  /**
   * Makes the functions of a thread, which find the memory's bytes in `memory.buffer`; pointers that they are given count
   * `pointerBytes` bytes each, and may be negative, as an i32 is. It is sent as text: it may use nothing but its parameters.
   */
  readonly make: (
    memory: WebAssembly.Memory,
    source: string,
    pointerBytes: number,
  ) => WebAssembly.ModuleImports;
}
