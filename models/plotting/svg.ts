/** Pieces of SVG. */

import { escaped } from "../../config/markup.ts";
import type { Point, Size } from "./layout/layout.ts";

/** Pixels of letters. */
export const FONT_SIZE = 13;

type Attributes = Readonly<Record<string, string | number>>;

/** An element. */
export function element(
  name: string,
  attributes: Attributes,
  content = "",
): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    ` ${key}="${escaped(typeof value === "number" ? shown(value) : value)}"`
  );
  return `<${name}${written.join("")}>${content}</${name}>`;
}

/** A line of text around a place, `y` being where letters stand. */
export function textAt(
  text: string,
  { x, y }: Point,
  attributes: Attributes = {},
): string {
  return element(
    "text",
    { x, y, "text-anchor": "middle", ...attributes },
    escaped(text),
  );
}

/** A rectangle with round corners. */
export function rectangle(
  { x, y }: Point,
  { width, height }: Size,
  attributes: Attributes,
): string {
  return element("rect", { x, y, width, height, rx: 6, ...attributes });
}

/** A number with two decimals at most. */
export function shown(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A drawing of a size, on white. */
export function drawing(
  title: string,
  { width, height }: Size,
  content: readonly string[],
): string {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: Math.ceil(width),
      height: Math.ceil(height),
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      "font-family": "Helvetica, Arial, sans-serif",
      "font-size": FONT_SIZE,
    },
    [
      element("title", {}, escaped(title)),
      element("rect", { width: "100%", height: "100%", fill: "#ffffff" }),
      ...content,
    ].join("\n"),
  );
}
