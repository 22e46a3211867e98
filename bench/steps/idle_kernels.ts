/** Kernels of WebAssembly that can be told to do nothing: what a step takes then is spent around them. */

/**
 * Stands between the library and the kernels that it compiles from now on. Clocks around each call would take longer than
 * most calls do.
 */
export class IdleKernels implements Disposable {
  /** Whether kernels do nothing. */
  areIdle = false;
  /** How often kernels have been called. */
  calls = 0;
  readonly #instance = WebAssembly.Instance;

  /** Begins to stand there; kernels compute until they are told not to. */
  constructor() {
    const wrap = (f: WebAssembly.ExportValue) => (...args: number[]) => {
      this.calls++;
      if (!this.areIdle) (f as (...args: number[]) => void)(...args);
    };
    const Instance = this.#instance;
    const make = function (
      module: WebAssembly.Module,
      imports?: WebAssembly.Imports,
    ): WebAssembly.Instance {
      const { exports } = new Instance(module, imports);
      const wrapped = Object.entries(exports).map(([name, f]) =>
        [name, wrap(f)] as const
      );
      return { exports: Object.fromEntries(wrapped) };
    };
    WebAssembly.Instance = make as unknown as typeof WebAssembly.Instance;
  }

  /** Steps aside; what has been compiled stays as it is. */
  [Symbol.dispose](): void {
    WebAssembly.Instance = this.#instance;
  }
}
