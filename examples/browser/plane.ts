/** The plane of the two numbers, on which one walks. */
/// <reference lib="dom" />

import { type Place, PLANE, REACH, SIDE } from "./messages.ts";
import { penOf, show } from "./picture.ts";

/** How far an arrow key goes. */
const STRIDE = REACH / 20;
const STRIDES: Readonly<Record<string, Place>> = {
  ArrowLeft: [-STRIDE, 0],
  ArrowRight: [STRIDE, 0],
  ArrowUp: [0, STRIDE],
  ArrowDown: [0, -STRIDE],
};

/** What the decoder draws all over the plane, and where one stands. */
export class Plane {
  readonly #canvas: HTMLCanvasElement;
  readonly #moved: (place: Place) => void;
  #picture: Float32Array = new Float32Array((PLANE * SIDE) ** 2);
  #place: Place = [0, 0];

  /** A black one; `moved` is called with the place whenever it is another. */
  constructor(canvas: HTMLCanvasElement, moved: (place: Place) => void) {
    this.#canvas = canvas;
    this.#moved = moved;
    canvas.addEventListener("pointermove", (event) => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      this.go([
        REACH * (2 * (event.clientX - left) / width - 1),
        REACH * (1 - 2 * (event.clientY - top) / height),
      ]);
    });
    canvas.addEventListener("keydown", (event) => {
      if (!Object.hasOwn(STRIDES, event.key)) return;
      event.preventDefault();
      const [right, up] = STRIDES[event.key], [x, y] = this.#place;
      this.go([x + right, y + up]);
    });
    this.#draw();
  }

  /** Where one stands. */
  get place(): Place {
    return this.#place;
  }

  /** Goes to a place, or to the one on the plane that is nearest. */
  go(place: Place): void {
    const within = (x: number) => Math.max(-REACH, Math.min(REACH, x));
    this.#place = [within(place[0]), within(place[1])];
    this.#draw();
    this.#moved(this.#place);
  }

  /** Shows what the decoder draws by now. */
  show(picture: Float32Array): void {
    this.#picture = picture;
    this.#draw();
  }

  #draw(): void {
    show(this.#canvas, this.#picture, { side: SIDE, columns: PLANE });
    const { width, height } = this.#canvas, pen = penOf(this.#canvas);
    const [x, y] = this.#place;
    pen.strokeStyle = "#ffb13b";
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(
      width * (x / REACH + 1) / 2,
      height * (1 - y / REACH) / 2,
      ...[6, 0, 2 * Math.PI] as const,
    );
    pen.stroke();
  }
}
