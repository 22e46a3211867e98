/** What the environment of tests has beside ours. */

/**
 * On Linux, WebGPU by Vulkan alone. Deno looks for OpenGL too, and a thread that has done so must not end while the process
 * does: see docs/decisions/tests_by_vulkan_alone.md.
 */
export const TEST_ENVIRONMENT: Readonly<Record<string, string>> =
  Deno.build.os === "linux" ? { DENO_WEBGPU_BACKEND: "vulkan" } : {};
