/** The loss of each step as a curve that grows. */
/// <reference lib="dom" />

import { penOf } from "./picture.ts";

/** Pixels around the curve, for the numbers. */
const LEFT = 44, BELOW = 24, GAP = 8;
/** How much of the mean a new loss is: single batches say little. */
const SHARE = 0.05;

/** The curve. */
export class LossCurve {
  readonly #canvas: HTMLCanvasElement;
  readonly #losses: number[] = [];
  readonly #means: number[] = [];
  #waits = false;

  /** An empty one. */
  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** The mean of the last losses. */
  get mean(): number {
    return this.#means.at(-1) ?? NaN;
  }

  /** How many there are. */
  get steps(): number {
    return this.#losses.length;
  }

  /** Begins anew. */
  clear(): void {
    this.#losses.length = this.#means.length = 0;
    this.draw();
  }

  /** Adds a step. */
  add(loss: number): void {
    const before = this.#means.at(-1) ?? loss;
    this.#losses.push(loss);
    this.#means.push(before + SHARE * (loss - before));
    if (this.#waits) return;
    this.#waits = true;
    requestAnimationFrame(() => this.draw());
  }

  /** Draws all anew, in the colors of the page. */
  draw(): void {
    this.#waits = false;
    const { width, height } = this.#canvas, pen = penOf(this.#canvas);
    const style = getComputedStyle(this.#canvas);
    const color = (name: string) => style.getPropertyValue(name);
    pen.clearRect(0, 0, width, height);
    if (this.#losses.length === 0) return;
    const most = Math.max(...this.#means), least = Math.min(...this.#means);
    const span = Math.max(most - least, 1), steps = this.#losses.length;
    const x = (i: number) =>
      LEFT + (width - LEFT - GAP) * i / Math.max(steps - 1, 1);
    const y = (loss: number) =>
      GAP + (height - BELOW - GAP) * (1 - (loss - least) / span);
    const line = (values: readonly number[]) => {
      pen.beginPath();
      values.forEach((value, i) => pen.lineTo(x(i), y(value)));
      pen.stroke();
    };
    pen.save();
    pen.beginPath();
    pen.rect(LEFT, 0, width - LEFT, height - BELOW);
    pen.clip();
    pen.strokeStyle = color("--line");
    line(this.#losses);
    pen.strokeStyle = color("--accent");
    pen.lineWidth = 2;
    line(this.#means);
    pen.restore();
    pen.fillStyle = color("--faint");
    pen.font = `14px ${style.fontFamily}`;
    pen.textAlign = "right";
    for (const loss of [most, least]) {
      pen.fillText(loss.toFixed(0), LEFT - 6, y(loss) + 5);
    }
    pen.fillText(`step ${steps}`, width - GAP, height - 6);
  }
}
