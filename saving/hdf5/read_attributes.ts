/** Reads the attributes of an object of an HDF5 file. */

import type { Budget } from "./budget.ts";
import type { JsfiveObject } from "./jsfive.ts";
import type { Hdf5Attribute } from "./tree.ts";

const ATTRIBUTE = 12;

/** Puts the attributes of text among `attributes`, those outside of the header too; others, an empty list among them, are lists of nothing. */
export function readAttributes(
  budget: Budget,
  object: JsfiveObject,
  outside: readonly number[],
  attributes: Map<string, Hdf5Attribute>,
): void {
  watch(budget, object);
  const places = object.find_msg_type(ATTRIBUTE)
    .map((message) => message.get("offset_to_message")!);
  for (const at of [...places, ...outside]) {
    const [name, value] = object.unpack_attribute(at);
    attributes.set(name, Array.isArray(value) ? texts(value) : text(value));
  }
}

/** Makes the two parts of jsfive pay that read more than a slice. */
function watch(budget: Budget, object: JsfiveObject): void {
  const { _attr_value: values, _vlen_size_and_data: text } = object;
  object._attr_value = (dtype, buffer, count, offset) => {
    budget.spend(count);
    return values.call(object, dtype, buffer, count, offset);
  };
  object._vlen_size_and_data = (buffer, offset) => {
    const [size, data] = text.call(object, buffer, offset);
    budget.spend(data.byteLength);
    return [size, data];
  };
}

/** Text of a fixed length is filled up with zeros. */
function text(value: unknown): string {
  return typeof value === "string" ? value.replace(/\0[^]*$/, "") : "";
}

function texts(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === "string").map(text);
}
