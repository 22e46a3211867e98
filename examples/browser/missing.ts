/** What a browser lacks. */
/// <reference lib="dom" />

/** Whether there is a graphics card that WebGPU can use. */
export async function findsWebGPU(): Promise<boolean> {
  try {
    return !!await navigator.gpu?.requestAdapter();
  } catch {
    return false;
  }
}

/** What this browser lacks, in words; nothing if it lacks nothing. */
export function missing(hasWebGPU: boolean): string {
  const lacks: string[] = [];
  if (!hasWebGPU) {
    lacks.push(
      "This browser has no WebGPU, or no graphics card that it can use with it: WebAssembly computes on the processor.",
    );
  }
  if (!crossOriginIsolated) {
    lacks.push(
      "WebAssembly computes on one thread: the page was served without the headers that isolate it (Cross-Origin-Opener-Policy, Cross-Origin-Embedder-Policy).",
    );
  }
  return lacks.join(" ");
}
