/** What is wrong with one of many files, in a form that programs can tell from their own mistakes. */

import { keepNames } from "../config/keep_names.ts";

/**
 * A file holds no image that can be read: it is damaged, of another kind, larger than allowed, or no file at all. Its cause
 * says what is wrong with the bytes, or is the error of the system.
 * @category Images
 */
export class ImageFileError extends TypeError {
  /** The name of this class. */
  override readonly name = "ImageFileError";
  /** Where the file is. */
  readonly path: string;

  /** Makes the error from its message and the file. */
  constructor(message: string, path: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

keepNames({ ImageFileError });
