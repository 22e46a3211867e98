/** What is used of jsfive, which brings no types, its own parts among it: its version is fixed in deno.json. */

import { loadPackage } from "./load_package.ts";

/** A message of an object: a part of what is said of it. */
type Message = ReadonlyMap<string, number>;

/** The type of elements: numpy's word for it, or what it is made of. */
export type JsfiveDType = string | readonly unknown[];

/** What is said of a group or an array. */
export interface JsfiveObject {
  /** Whether it is an array. */
  readonly is_dataset: boolean;
  /** The shape of an array. */
  readonly shape: number[];
  /** The type of its elements. */
  readonly dtype: JsfiveDType;
  /** All its messages. */
  readonly msgs: readonly Message[];
  /** Its messages of a kind. */
  find_msg_type(type: number): Message[];
  /** Reads an attribute. */
  unpack_attribute(offset: number): [name: string, value: unknown];
  /** The values of an attribute. */
  _attr_value(
    dtype: JsfiveDType,
    buffer: ArrayBuffer,
    count: number,
    offset: number,
  ): unknown[];
  /** Text that lies elsewhere. */
  _vlen_size_and_data(
    buffer: ArrayBuffer,
    offset: number,
  ): [size: number, data: ArrayBuffer];
  /** Reads where a member of a group is, or the name of another member that it is. */
  _decode_link_msg(
    buffer: ArrayBuffer,
    offset: number,
  ): [order: unknown, link: [name: string, address: unknown]];
  /** How the values of an array lie, and where that is said. */
  _get_data_message_properties(
    offset: number,
  ): [version: number, dims: unknown, layout: number, offset: number];
}

/** A group. */
export interface JsfiveGroup {
  /** What is said of it. */
  readonly _dataobjects: JsfiveObject;
  /** Where its members are, by their names; that of another member where it is a soft link. */
  readonly _links: Record<string, unknown>;
  /** The member of a name. */
  get(name: string): JsfiveGroup;
}

/** Makes the root of a file of its bytes. */
export type OpenFile = (buffer: ArrayBuffer) => JsfiveGroup;

/**
 * Loads jsfive.
 *
 * @throws {TypeError} if it is not there.
 */
export async function loadJsfive(action: string): Promise<OpenFile> {
  const { File } = await loadPackage(action, "jsfive", () => import("jsfive"));
  const made = File as unknown as new (buffer: ArrayBuffer) => JsfiveGroup;
  return (buffer) => new made(buffer);
}
