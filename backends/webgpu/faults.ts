/** The errors of a device, kept until the next read. */

import { DeviceError, type DeviceErrorKind } from "../../config/errors.ts";

/** Collects the errors of a device; `check` throws the first. */
export class Faults {
  readonly #device: GPUDevice;
  readonly #pending = new Set<Promise<void>>();
  readonly #labels: (string | undefined)[] = [];
  #first: DeviceError | undefined;
  #closed = false;
  /** Called at each error, as soon as it is known. */
  onFault: (error: DeviceError) => void = () => {};

  /** Starts listening. */
  constructor(device: GPUDevice) {
    this.#device = device;
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      this.#note((event as GPUUncapturedErrorEvent).error);
    });
    device.lost.then(({ reason, message }) => {
      if (this.#closed) return;
      this.report("lost", `${message} (${reason})`);
    });
  }

  /** From now on a lost device is no error. */
  close(): void {
    this.#closed = true;
  }

  /** Whether the device is gone, closed or lost. */
  get isOver(): boolean {
    return this.#closed || this.#first?.kind === "lost";
  }

  /** Errors from here to the matching `leave` are known at the next `check`. */
  enter(label?: string): void {
    this.#labels.push(label);
    this.#device.pushErrorScope("out-of-memory");
    this.#device.pushErrorScope("validation");
  }

  /** Ends what `enter` began and waits for its errors; `onError` is called before any other listener. */
  async leave(onError: () => void = () => {}): Promise<void> {
    const label = this.#labels.pop();
    const scopes: Promise<void>[] = [];
    for (let scope = 0; scope < 2; scope++) {
      const found = this.#device.popErrorScope().then(
        (error) => {
          if (!error) return;
          onError();
          this.#note(error, label);
        },
        // A lost device has no scopes, and `lost` tells about it.
        () => {},
      ).finally(() => this.#pending.delete(found));
      this.#pending.add(found);
      scopes.push(found);
    }
    await Promise.all(scopes);
  }

  /** Notes an error found elsewhere. */
  report(kind: DeviceErrorKind, message: string): void {
    const advice = kind === "lost"
      ? "; what was on it is gone, training can go on elsewhere from what was read or saved before"
      : "";
    const error = new DeviceError(
      kind,
      `Cannot compute on the GPU: expected a device that works, received ${
        JSON.stringify(kind)
      }: ${message}${advice}`,
    );
    this.#first ??= error;
    this.onFault(error);
  }

  /** Throws if the device is lost. */
  throwIfLost(): void {
    if (this.#first?.kind === "lost") throw this.#first;
  }

  /** Waits until the errors of the scopes left so far are known. */
  async heard(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Waits for the scopes left so far and throws the first error since the device was opened or last checked. */
  async check(): Promise<void> {
    await this.heard();
    const error = this.#first;
    // A lost device stays lost; anything else may work next time.
    if (error && error.kind !== "lost") this.#first = undefined;
    if (error) throw error;
  }

  #note(error: GPUError, label?: string): void {
    const kind = error instanceof GPUOutOfMemoryError
      ? "outOfMemory"
      : "validation";
    const where = label === undefined ? "" : `in ${label}: `;
    this.report(kind, `${where}${error.message.trim()}`);
  }
}
