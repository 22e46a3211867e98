/** Says what a file is that is not the one that is read, and which function reads it. */

import { quote } from "../../config/errors.ts";
import { isZip, namesInZip } from "../zip.ts";
import { metadataOf } from "../safetensors/safetensors_header.ts";

/** What checkpoints say of their format, in the metadata of safetensors. */
export const CHECKPOINT_FORMAT = "decograd checkpoint 1";

/** Who wrote the weights of a file, in the metadata of safetensors. */
export const WRITER = "decograd";

/** Bytes of the beginning that are looked at. */
const BEGINNING = 40;

/** How files begin that have no other mark. */
const BEGINNINGS: readonly (readonly [beginning: string, what: string])[] = [
  [
    "\x89HDF",
    "an HDF5 file (loadModel and loadWeights of @decograd/decograd/saving read Keras's)",
  ],
  ["\x93NUMPY", "an array in the form of .npy (data.decodeNpy reads it)"],
  ["\x89PNG", "a picture in PNG (data.decodePng reads it)"],
  ["\xff\xd8\xff", "a picture in JPEG"],
  ["\x1f\x8b", "a file packed by gzip"],
  ["\x80\x02", "what Python's pickle wrote"],
];

/** What the bytes seem to be: text, such as a page that tells of an error, is shown. */
export function describeBytes(bytes: Uint8Array): string {
  const metadata = metadataOf(bytes);
  if (!metadata) return otherKind(bytes) ?? `${bytes.length} other bytes`;
  if (metadata.format === CHECKPOINT_FORMAT) {
    return "a checkpoint (loadCheckpoint reads it, and loadWeights its weights)";
  }
  return isOurs(metadata)
    ? "weights of a model (loadWeights reads them)"
    : "a file of safetensors (loadWeights reads weights, loadTorchWeights those of PyTorch)";
}

/** Whether metadata of safetensors are those that this library writes. */
export function isOurs(metadata: Readonly<Record<string, string>>): boolean {
  return metadata.format === CHECKPOINT_FORMAT || metadata.writer === WRITER;
}

/** The same of what is no file of safetensors; `null` of one, and of bytes that nobody knows. */
export function otherKind(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return "an empty file";
  if (metadataOf(bytes)) return null;
  if (isZip(bytes)) return describeZip(bytes);
  const beginning = bytes.slice(0, BEGINNING);
  const [, what] =
    BEGINNINGS.find(([start]) =>
      [...start].every((one, i) => one.charCodeAt(0) === beginning[i])
    ) ?? [];
  if (what) return what;
  if (isOnnx(beginning)) {
    return "a model in ONNX (loadModel of @decograd/decograd/saving reads it)";
  }
  const isText = beginning.every((byte) =>
    byte >= 0x20 && byte < 0x7f || [0x09, 0x0a, 0x0d].includes(byte)
  );
  const text = new TextDecoder().decode(beginning);
  return isText ? `text that begins with ${quote(text)}` : null;
}

function describeZip(bytes: Uint8Array): string {
  const names = namesInZip(bytes);
  if (!names) return "an archive in zip, damaged";
  if (names.includes("model.weights.h5")) {
    return "a whole model in the form of .keras (loadModel of @decograd/decograd/saving reads it)";
  }
  if (names.length > 0 && names.every((name) => name.endsWith(".npy"))) {
    return "arrays in the form of .npz (loadWeights of @decograd/decograd/saving reads it, data.decodeNpz all arrays)";
  }
  if (names.some((name) => name.endsWith("data.pkl"))) {
    return "what torch.save wrote (loadTorchWeights reads what save_file of safetensors.torch writes)";
  }
  return `an archive in zip with ${quote(names)}`;
}

/** Whether bytes begin as files of ONNX do: with the version of their form, and who wrote them. */
export function isOnnx([key, version, next]: Uint8Array): boolean {
  return key === 8 && version > 0 && version < 32 &&
    [0x12, 0x3a, 0x42].includes(next);
}
