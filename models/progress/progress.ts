/** How far a training is: one line that says as much as there is room for. */

import type { Logs } from "../callbacks/callback.ts";
import { findJupyter } from "../../config/jupyter.ts";
import { Layout } from "./layout.ts";
import { Notebook } from "./notebook.ts";
import type { Moment, Screen } from "./screen.ts";
import { Terminal } from "./terminal.ts";

/** How much of the speed so far a new measurement leaves. */
const INERTIA = 0.9;

/** What is being done. */
export interface Work {
  /** What it is called: `"epoch 2/10"`. */
  readonly name: string;
  /** How many steps it has; `null` where nobody knows. */
  readonly steps: number | null;
  /** How many epochs were before it, if it is one. */
  readonly epoch?: number;
  /** How many samples are done already; 0 if left out. */
  readonly samples?: number;
  /** Whether it is a part of the work before, whose time goes on. */
  readonly isPart?: boolean;
}

/** Shows the steps of one work after the other. */
export class Progress {
  readonly #screen: Screen;
  readonly #verbose: 0 | 1 | 2;
  readonly #layout = new Layout();
  #work: Work = { name: "", steps: null };
  #epochs: number | null = null;
  #began = 0;
  // Milliseconds of the work itself, without its parts.
  #own: number | null = null;
  #last = { time: 0, samples: 0 };
  #speed: number | null = null;

  /** Shows as much as `verbose` says. */
  constructor(verbose: 0 | 1 | 2) {
    this.#verbose = verbose;
    const jupyter = verbose === 1 ? findJupyter() : null;
    this.#screen = jupyter ? new Notebook(jupyter) : new Terminal();
  }

  /** Begins a work. */
  begin(work: Work): void {
    const now = performance.now();
    this.#own = work.isPart ? now - this.#began : null;
    if (!work.isPart) this.#began = now;
    this.#work = work;
    if (!work.isPart) this.#epochs = work.epoch ?? null;
    this.#layout.begin();
    this.#last = { time: now, samples: work.samples ?? 0 };
    // How fast the work before was says nothing of this one: a validation is no training.
    this.#speed = null;
    this.show(0, 0, {});
  }

  /** Shows that so many steps are done, and samples with them. */
  show(step: number, samples: number, logs: Logs): void {
    if (this.#verbose !== 1) return;
    const now = performance.now();
    if (samples > this.#last.samples) {
      const speed = 1000 * (samples - this.#last.samples) /
        Math.max(1, now - this.#last.time);
      this.#speed = this.#speed === null
        ? speed
        : INERTIA * this.#speed + (1 - INERTIA) * speed;
      this.#last = { time: now, samples };
    }
    this.#screen.update(
      (columns) => this.#line(step, samples, logs, columns),
      this.#moment(step, logs),
    );
  }

  /** Ends a work with a line that stays. */
  end(samples: number, logs: Logs, name: string = this.#work.name): void {
    if (this.#verbose === 0) return;
    const whole = performance.now() - this.#began;
    const seconds = whole / 1000;
    const speed = 1000 * samples / Math.max(this.#own ?? whole, 1);
    this.#screen.line([
      name,
      ...textsOf(logs),
      `${timeOf(seconds)}, ${speedOf(speed)}`,
    ], {
      epochs: this.#epochs === null ? null : this.#epochs + 1,
      share: null,
      logs,
    });
  }

  /** Ends a work of which nothing stays. */
  drop(): void {
    this.#screen.clear();
  }

  /** Resolves when all has been shown. */
  close(): Promise<void> {
    return this.#screen.close();
  }

  #moment(step: number, logs: Logs): Moment {
    const { steps, isPart } = this.#work;
    const share = steps ? step / steps : null;
    // What a validation says so far is no point of a curve.
    const isTraining = this.#epochs !== null && !isPart && step > 0;
    const epochs = isTraining ? this.#epochs! + (share ?? 0.5) : null;
    return { epochs, share, logs };
  }

  #line(step: number, samples: number, logs: Logs, columns: number): string {
    const { name, steps } = this.#work;
    const share = steps ? step / steps : null;
    const done = share === null
      ? `step ${step}`
      : `${Math.floor(100 * share)} %`;
    const speed = this.#speed === null ? "" : speedOf(this.#speed);
    const left = this.#left(step, samples);
    const texts = textsOf(logs);
    const [loss = ""] = texts.filter((text) => text.startsWith("loss "));
    const forms = [
      [name, "[]", ...texts, speed, left],
      [name, "[]", ...texts, left],
      [name, done, ...texts, left],
      [name, done, loss, left],
      [name, done, loss],
      [done, loss],
      [done],
    ];
    return this.#layout.line(forms, share, columns);
  }

  #left(step: number, samples: number): string {
    const { steps } = this.#work;
    if (steps === null || step === 0 || !this.#speed) return "";
    const each = samples / step;
    return `${timeOf((steps - step) * each / this.#speed)} left`;
  }
}

/** The loss first, then the others by name. */
function textsOf(logs: Logs): string[] {
  const names = Object.keys(logs)
    .sort((a, b) => Number(b === "loss") - Number(a === "loss"));
  return names.map((name) => `${name} ${shown(logs[name])}`);
}

function shown(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || !Number.isFinite(value)) return `${value}`;
  return size >= 1e-3 && size < 1e5
    ? `${Number(value.toPrecision(4))}`
    : value.toExponential(3);
}

/** How many samples a second or, where one takes longer, how many seconds a sample. */
function speedOf(samples: number): string {
  const isSlow = samples > 0 && samples < 1;
  return isSlow
    ? `${rounded(1 / samples)} s/sample`
    : `${rounded(samples)} samples/s`;
}

/** Two digits of a small number, all digits but those behind the point of others. */
function rounded(value: number): number {
  return value < 10 ? Number(value.toPrecision(2)) : Math.round(value);
}

function timeOf(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.ceil(seconds);
  return whole < 60
    ? `${whole} s`
    : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
