/** Grey pixels on a canvas. */
/// <reference lib="dom" />

/** The element of the page that has this name. */
export function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** The pen of a canvas. */
export function penOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext("2d", { willReadFrequently: true })!;
}

/** Shows images `side` pixels across, from 0 to 1, one after the other, `columns` of them in a row. */
export function show(
  canvas: HTMLCanvasElement,
  images: Float32Array,
  { side, columns }: { readonly side: number; readonly columns: number },
): void {
  const pixels = side * side, width = side * columns;
  const picture = new ImageData(width, images.length / width);
  for (let i = 0; i < images.length; i++) {
    const image = Math.floor(i / pixels), within = i % pixels;
    const x = image % columns * side + within % side;
    const y = Math.floor(image / columns) * side + Math.floor(within / side);
    const grey = Math.round(255 * images[i]);
    picture.data.set([grey, grey, grey, 255], 4 * (y * width + x));
  }
  penOf(canvas).putImageData(picture, 0, 0);
}
