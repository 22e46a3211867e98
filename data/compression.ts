/** Deflate and gzip by the streams that every runtime has. */

/** Bytes that are unpacked at a time: they become a thousand times as many at most. */
const PIECE = 1 << 14;

/** Times that deflate makes bytes fewer, at most (1,032), and some for the end of the stream. */
export const BEST_COMPRESSION = 1100;

/** The bytes in the zlib format. */
export function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return packed(bytes, "deflate");
}

/** The bytes deflated, with nothing around them. */
export function deflateRaw(bytes: Uint8Array): Promise<Uint8Array> {
  return packed(bytes, "deflate-raw");
}

async function packed(
  bytes: Uint8Array,
  format: CompressionFormat,
): Promise<Uint8Array> {
  // The copy is for bytes in shared memory, which streams refuse.
  const source = new Blob([new Uint8Array(bytes)]).stream();
  const result = new Response(
    source.pipeThrough(new CompressionStream(format)),
  );
  return new Uint8Array(await result.arrayBuffer());
}

/** What a gzip file holds, piece by piece as it is asked for. */
export function gunzip(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return unpacked(bytes, "gzip");
}

/** What `deflate` has made smaller, piece by piece as it is asked for. */
export function inflate(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return unpacked(bytes, "deflate");
}

/** What `deflateRaw` has made smaller, piece by piece as it is asked for. */
export function inflateRaw(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return unpacked(bytes, "deflate-raw");
}

function unpacked(
  bytes: Uint8Array,
  format: CompressionFormat,
): ReadableStream<Uint8Array> {
  let at = 0;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(new Uint8Array(bytes.subarray(at, at += PIECE)));
    },
  }, { highWaterMark: 0 });
  return source.pipeThrough(new DecompressionStream(format));
}

/**
 * The `size` bytes of a stream. Memory is taken for them at once, and what is longer is left packed.
 *
 * @throws {RangeError} if they are not so many.
 */
export async function exactly(
  size: number,
  stream: ReadableStream<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const piece of stream) {
    const end = at + piece.length;
    // Leaving the loop leaves the rest packed.
    if (end <= size) bytes.set(piece, at);
    at = end;
    if (end > size) break;
  }
  if (at === size) return bytes;
  throw new RangeError(
    `Cannot unpack: expected ${size} bytes, received ${
      at > size ? "more" : at
    }`,
  );
}

/** Whether the bytes start as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
