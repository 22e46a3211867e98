/** The page: it shows and asks; the worker computes. */
/// <reference lib="dom" />

import { Asking } from "./asking.ts";
import { unpacked } from "./bits.ts";
import { LossCurve } from "./loss_curve.ts";
import {
  type BackendChoice,
  type Place,
  type Reply,
  type Request,
  SIDE,
} from "./messages.ts";
import { findsWebGPU, missing } from "./missing.ts";
import { Pad } from "./pad.ts";
import { element, show } from "./picture.ts";
import { Plane } from "./plane.ts";

const PIXELS = SIDE * SIDE, ONE = { side: SIDE, columns: 1 };
const trainButton = element<HTMLButtonElement>("train");
const saveButton = element<HTMLButtonElement>("save");
const exampleButton = element<HTMLButtonElement>("example");
const needWorker = [trainButton, saveButton, exampleButton];
const backendChoice = element<HTMLSelectElement>("backend");
const status = element("status");

const curve = new LossCurve(element<HTMLCanvasElement>("loss"));
const digits = await (await fetch("digits.bin")).arrayBuffer();
let worker: Worker, isTraining = false;

/** Asks the worker. */
function ask(request: Request): void {
  worker.postMessage(request);
}

const decoding = new Asking((place: Place) => ask({ kind: "decode", place }));
const reconstructing = new Asking((image: Float32Array) =>
  ask({ kind: "reconstruct", image })
);

/** Starts the worker on a backend; what an earlier one has learned is gone. */
function open(): void {
  worker?.terminate();
  for (const asking of [decoding, reconstructing]) asking.forget();
  curve.clear();
  setTraining(false);
  for (const button of needWorker) button.disabled = true;
  status.textContent = "Opening";
  worker = new Worker(new URL("worker.js", import.meta.url), {
    type: "module",
  });
  worker.onmessage = ({ data }: MessageEvent<Reply>) => hear(data);
  worker.onerror = ({ message }) => hear({ kind: "failed", message });
  const backend = backendChoice.value as BackendChoice;
  ask({ kind: "open", backend, digits });
}

/** Does what a reply asks for. */
function hear(reply: Reply): void {
  switch (reply.kind) {
    case "opened":
      for (const button of needWorker) button.disabled = false;
      status.textContent = `Ready: ${reply.images} digits, ${reply.on}`;
      decoding.ask(plane.place);
      reconstructing.ask(pad.image());
      return;
    case "step":
      curve.add(reply.loss);
      status.textContent = `Step ${reply.step}, loss ${
        curve.mean.toFixed(1)
      } (${reply.on})`;
      return;
    case "plane":
      plane.show(reply.picture);
      decoding.ask(plane.place);
      return;
    case "stopped":
      setTraining(false);
      status.textContent = `Stopped. ${status.textContent}`;
      return;
    case "decoded":
      show(element<HTMLCanvasElement>("decoded"), reply.image, ONE);
      decoding.answered();
      return;
    case "reconstructed":
      show(element<HTMLCanvasElement>("reconstruction"), reply.image, ONE);
      reconstructing.answered();
      return;
    case "weights":
      return download(reply.file);
    case "failed":
      status.textContent = reply.message;
      setTraining(false);
  }
}

function setTraining(value: boolean): void {
  isTraining = value;
  trainButton.textContent = value ? "Stop" : curve.steps ? "Go on" : "Train";
}

function download(file: Uint8Array<ArrayBuffer>): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file]));
  link.download = "decoder.safetensors";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

const plane = new Plane(element<HTMLCanvasElement>("plane"), (place) => {
  element("place").textContent = place.map((x) => x.toFixed(2)).join(", ");
  decoding.ask(place);
});
const pad = new Pad(element<HTMLCanvasElement>("pad"), (image) => {
  if (!trainButton.disabled) reconstructing.ask(image);
});

trainButton.onclick = () => {
  ask({ kind: isTraining ? "stop" : "train" });
  if (!isTraining) setTraining(true);
};
saveButton.onclick = () => ask({ kind: "weights" });
exampleButton.onclick = () =>
  pad.put(unpacked(
    new Uint8Array(digits),
    PIXELS * Math.floor(Math.random() * digits.byteLength * 8 / PIXELS),
    PIXELS,
  ));
element("clear").onclick = () => pad.clear();
backendChoice.onchange = open;
matchMedia("(prefers-color-scheme: dark)").onchange = () => curve.draw();

const hasWebGPU = await findsWebGPU();
const note = element("missing");
note.textContent = missing(hasWebGPU);
note.hidden = note.textContent === "";
for (const option of backendChoice.options) {
  option.disabled = option.value === "webgpu" && !hasWebGPU;
}
open();
