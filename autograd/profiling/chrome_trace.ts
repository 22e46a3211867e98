/** Kernels and layers in Chrome's Trace Event Format, which chrome://tracing and Perfetto show. */

/** A kernel, as far as a trace tells. */
interface Traced {
  readonly kernel: string;
  readonly op: string;
  readonly isBackward: boolean;
  readonly path: readonly string[];
  readonly start: number;
  readonly duration: number;
  readonly bytes: number;
}

/** A complete event: a stretch of time, in microseconds. */
interface Stretch {
  readonly ph: "X";
  readonly name: string;
  readonly cat: string;
  readonly ts: number;
  dur: number;
  readonly pid: number;
  readonly tid: number;
  readonly args: Readonly<Record<string, unknown>>;
}

const WHERE = { pid: 1, tid: 1 };

/** The trace of kernels that ran one after the other; each lies in stretches of its layers. */
export function chromeTraceOf(
  backend: string,
  kernels: readonly Traced[],
): string {
  const about = (name: string, value: string) => ({
    ...{ ph: "M", name, ...WHERE, args: { name: value } },
  });
  const traceEvents = [
    about("process_name", "decograd"),
    about("thread_name", backend),
    ...stretchesOf(kernels),
  ];
  return JSON.stringify({ traceEvents, displayTimeUnit: "ms" });
}

function stretchesOf(kernels: readonly Traced[]): Stretch[] {
  const all: Stretch[] = [];
  // The layers that are at work, outermost first, and in which pass.
  let open: { readonly key: string; readonly stretch: Stretch }[] = [];
  for (const kernel of kernels) {
    const phase = kernel.isBackward ? "backward" : "forward";
    const ts = micros(kernel.start);
    const end = micros(kernel.start + kernel.duration);
    const keys = kernel.path.map((_, depth) =>
      [phase, ...kernel.path.slice(0, depth + 1)].join("/")
    );
    const same = keys.findIndex((key, depth) => open[depth]?.key !== key);
    open = open.slice(0, same < 0 ? keys.length : same);
    for (const key of keys.slice(open.length)) {
      const name = kernel.path[open.length];
      const path = kernel.path.slice(0, open.length + 1).join("/");
      const stretch = layerAt({ name, path, phase, ts });
      all.push(stretch);
      open.push({ key, stretch });
    }
    for (const { stretch } of open) stretch.dur = toNanos(end - stretch.ts);
    all.push({
      ...{
        ph: "X",
        name: kernel.op,
        cat: phase,
        ts,
        dur: toNanos(end - ts),
        ...WHERE,
      },
      args: {
        kernel: kernel.kernel,
        bytes: kernel.bytes,
        layer: kernel.path.join("/"),
      },
    });
  }
  return all;
}

function micros(milliseconds: number): number {
  return toNanos(1000 * milliseconds);
}

/** Viewers count in whole nanoseconds: what touches must not overlap by rounding. */
function toNanos(microseconds: number): number {
  return Math.round(1000 * microseconds) / 1000;
}

function layerAt(
  { name, path, phase, ts }: Record<"name" | "path" | "phase", string> & {
    ts: number;
  },
): Stretch {
  return {
    ...{ ph: "X", name, cat: `layer,${phase}`, ts, dur: 0, ...WHERE },
    args: { layer: path, phase },
  };
}
