/** Images that another program drew, to be shown to the same classifier. */

import * as dg from "@decograd/decograd";
import { decodeNpy } from "@decograd/decograd/data";
import { UserError } from "../shared/run.ts";

const SIDE = 28;

/**
 * The images `[n, 28, 28, 1]` of an .npy file.
 *
 * @throws {UserError} if it holds no such images with values from 0 to 1.
 */
export async function readDrawn(path: string): Promise<dg.Tensor> {
  const { shape, data } = decoded(path, await Deno.readFile(path));
  const [count, ...image] = shape;
  const isImages = count > 0 && `${image}` === `${[SIDE, SIDE, 1]}`;
  if (!isImages || typeof data[0] === "bigint") {
    throw refusal(path, `an array [${shape.join(", ")}]`);
  }
  const values = Float32Array.from(data as ArrayLike<number>);
  const wrong = values.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined) throw refusal(path, `${wrong} among them`);
  return dg.tensor(values, shape);
}

function decoded(path: string, bytes: Uint8Array) {
  try {
    return decodeNpy(bytes);
  } catch (cause) {
    throw refusal(path, "what is no such .npy file", { cause });
  }
}

function refusal(
  path: string,
  received: string,
  options?: ErrorOptions,
): UserError {
  return new UserError(
    `Cannot compare with ${path}: expected images [n, ${SIDE}, ${SIDE}, 1] with values from 0 to 1, received ${received}`,
    options,
  );
}
