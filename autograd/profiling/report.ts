/** What a profile tells. */

import { groupBy } from "../../config/group_by.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { Shown } from "../../config/shown.ts";
import { chromeTraceOf } from "./chrome_trace.ts";
import type { KernelRun } from "./kernels.ts";

/**
 * A kernel that has run, and for whom.
 * @category Profiling
 */
export interface ProfiledKernel extends KernelRun {
  /** The op that called it; the kernel's own name if none did. */
  readonly op: string;
  /** Whether it was on the way back. */
  readonly isBackward: boolean;
  /** The names of the layers at work, outermost first; none outside of layers. */
  readonly path: readonly string[];
  /** The class of the innermost. */
  readonly className: string | null;
}

/**
 * What kernels took.
 * @category Profiling
 */
export interface Cost {
  /** How many there were. */
  readonly calls: number;
  /** How long they took. */
  readonly milliseconds: number;
  /** What they read and wrote. */
  readonly bytes: number;
}

/**
 * What a layer took itself, without the layers in it.
 * @category Profiling
 */
export interface ProfileRow {
  /** The path of the layer; the name of a loss, a metric or an optimizer; empty outside of all. */
  readonly path: string;
  /** Its class. */
  readonly className: string | null;
  /** On the way forward. */
  readonly forward: Cost;
  /** On the way back. */
  readonly backward: Cost;
}

/**
 * What was seen while a function ran.
 * @category Profiling
 */
export interface ProfileParts {
  /** The backend whose kernels were seen. */
  readonly backend: string;
  /** How long the function took, what is awaited included. */
  readonly milliseconds: number;
  /** The kernels, in their order. */
  readonly kernels: readonly ProfiledKernel[];
  /** Whether they were timed by the clock of a device, and not as they were called. */
  readonly byDevice: boolean;
}

/**
 * Where the time of a function went. `profile` makes one.
 * @category Profiling
 */
export class Profile extends Shown implements ProfileParts {
  readonly backend: string;
  readonly milliseconds: number;
  readonly kernels: readonly ProfiledKernel[];
  readonly byDevice: boolean;

  /** Takes what was seen. */
  constructor(parts: ProfileParts) {
    super();
    checkArgumentCount("make Profile", arguments, 1);
    this.backend = parts.backend;
    this.milliseconds = parts.milliseconds;
    this.kernels = parts.kernels;
    this.byDevice = parts.byDevice;
  }

  /** What each layer took, the one that took longest first. */
  get rows(): readonly ProfileRow[] {
    const groups = groupBy(this.kernels, ({ path }) => path.join("/"));
    return [...groups].map(([path, kernels]) => ({
      path,
      className: kernels[0].className,
      forward: costOf(kernels.filter(({ isBackward }) => !isBackward)),
      backward: costOf(kernels.filter(({ isBackward }) => isBackward)),
    })).sort((a, b) => timeOf(b) - timeOf(a));
  }

  /** The rows as a table, to print. */
  table(): string {
    checkArgumentCount("show a profile", arguments, 0);
    const all = costOf(this.kernels);
    const heading = [
      "layer",
      "calls",
      "forward ms",
      "backward ms",
      "share",
      "bytes",
    ] as const;
    const lines = this.rows.map((row) => [
      `${row.path || "(outside of layers)"}${
        row.className ? ` (${row.className})` : ""
      }`,
      `${row.forward.calls + row.backward.calls}`,
      time(row.forward),
      time(row.backward),
      `${Math.round(100 * timeOf(row) / (all.milliseconds || 1))}%`,
      bytes(row.forward.bytes + row.backward.bytes),
    ]);
    const table = [heading, ...lines];
    const widths = heading.map((_, column) =>
      Math.max(...table.map((line) => line[column].length))
    );
    const show = (line: readonly string[]) =>
      line.map((cell, i) =>
        i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])
      ).join("  ");
    return [
      `${this.milliseconds.toFixed(2)} ms on ${this.backend}, ${
        all.milliseconds.toFixed(2)
      } ms of it in ${all.calls} kernels, each run alone${
        this.byDevice ? " and timed by the device" : ""
      }`,
      ...table.map(show),
    ].join("\n");
  }

  /** The kernels, and the layers around them, as JSON that chrome://tracing and Perfetto show. */
  chromeTrace(): string {
    checkArgumentCount("write a trace", arguments, 0);
    return chromeTraceOf(this.backend, this.kernels);
  }

  /** The table, which consoles show. */
  override toString(): string {
    return this.table();
  }
}

function costOf(kernels: readonly ProfiledKernel[]): Cost {
  const sum = (of: "duration" | "bytes") =>
    kernels.reduce((total, kernel) => total + kernel[of], 0);
  return {
    calls: kernels.length,
    milliseconds: sum("duration"),
    bytes: sum("bytes"),
  };
}

function timeOf({ forward, backward }: ProfileRow): number {
  return forward.milliseconds + backward.milliseconds;
}

function time({ calls, milliseconds }: Cost): string {
  return calls === 0 ? "-" : milliseconds.toFixed(3);
}

function bytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  let at = 0, size = count;
  for (; size >= 1024 && at < units.length - 1; at++) size /= 1024;
  return `${at === 0 ? size : size.toFixed(1)} ${units[at]}`;
}
