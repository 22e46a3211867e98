/** Prints where layers look for the channels of an image if they are not told. */

import { imageDataFormat } from "@decograd/decograd/layers";

console.log(imageDataFormat());
