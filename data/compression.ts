/** Deflate and gzip by the streams that every runtime has. */

/** The bytes in the zlib format. */
export function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  return through(bytes, new CompressionStream("deflate"));
}

/** The bytes that a gzip file holds. */
export function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  return through(bytes, new DecompressionStream("gzip"));
}

/** Whether the bytes start as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  // The copy is for bytes in shared memory, which streams refuse.
  const source = new Blob([new Uint8Array(bytes)]).stream();
  const result = new Response(source.pipeThrough(stream));
  return new Uint8Array(await result.arrayBuffer());
}
