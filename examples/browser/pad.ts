/** Where a digit is drawn. */
/// <reference lib="dom" />

import { SIDE } from "./messages.ts";
import { penOf, show } from "./picture.ts";

/** Width of the pen, in pixels of the image: about that of the set's. */
const WIDTH = 2.5;

/** A canvas of an image's pixels, drawn on with the pointer. */
export class Pad {
  readonly #canvas: HTMLCanvasElement;
  readonly #changed: (image: Float32Array) => void;

  /** An empty one; `changed` is called with the image whenever it is another. */
  constructor(
    canvas: HTMLCanvasElement,
    changed: (image: Float32Array) => void,
  ) {
    this.#canvas = canvas;
    this.#changed = changed;
    const pen = penOf(canvas);
    pen.lineCap = pen.lineJoin = "round";
    pen.lineWidth = WIDTH;
    pen.strokeStyle = "#fff";
    let last: readonly [number, number] | null = null;
    const draw = (event: PointerEvent) => {
      const at = this.#at(event);
      pen.beginPath();
      pen.moveTo(...last ?? at);
      pen.lineTo(...at);
      pen.stroke();
      last = at;
      changed(this.image());
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      last = null;
      draw(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (event.buttons & 1) draw(event);
    });
    this.clear();
  }

  /** Pixels from 0 to 1. */
  image(): Float32Array {
    const { data } = penOf(this.#canvas).getImageData(0, 0, SIDE, SIDE);
    return Float32Array.from(
      { length: SIDE * SIDE },
      (_, i) => data[4 * i] / 255,
    );
  }

  /** Takes away all that is drawn. */
  clear(): void {
    this.put(new Float32Array(SIDE * SIDE));
  }

  /** Shows an image in place of what is drawn. */
  put(image: Float32Array): void {
    show(this.#canvas, image, { side: SIDE, columns: 1 });
    this.#changed(image);
  }

  #at(event: PointerEvent): readonly [number, number] {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return [
      (event.clientX - left) / width * SIDE,
      (event.clientY - top) / height * SIDE,
    ];
  }
}
