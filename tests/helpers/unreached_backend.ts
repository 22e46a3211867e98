/** A backend around a backend whose memory the processor does not reach: it has to be read, as on a graphics card. */

import type { Backend } from "../../backends/backend.ts";

/** Hides the memory of `inner`; `onRead` is told how many elements are read. */
export function unreached(
  inner: Backend,
  onRead: (length: number) => void = () => {},
): Backend {
  return new Proxy(inner, {
    get(target, key) {
      if (key === "peek") return undefined;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      if (key !== "read") return value.bind(target);
      const read: Backend["read"] = async (buffer, length) => {
        onRead(length);
        return await target.read(buffer, length);
      };
      return read;
    },
  });
}
