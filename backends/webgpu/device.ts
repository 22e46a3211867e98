/** Opens the GPU. */

import { DeviceError } from "../../config/errors.ts";

/** Limits that kernels want raised as far as the adapter allows. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
] as const;

/** Features that kernels or benchmarks can use; some adapters have them without listing them. */
const FEATURES = ["timestamp-query", "subgroups", "shader-f16"] as const;

/** How to choose the adapter. */
export interface DeviceOptions {
  /** Which adapter is wanted where there are several; `"high-performance"` if not given. */
  readonly powerPreference?: "low-power" | "high-performance";
  /** Whether software that computes like a GPU will do; it will if not given. */
  readonly allowSoftware?: boolean;
}

/** An open device. */
export interface OpenDevice {
  /** What the device belongs to. */
  readonly adapter: GPUAdapter;
  /** The device. */
  readonly device: GPUDevice;
}

/**
 * Opens the adapter's device with the adapter's own limits.
 *
 * @throws {DeviceError} of kind `"unavailable"` if there is none.
 */
export async function openDevice(
  options: DeviceOptions = {},
): Promise<OpenDevice> {
  const { powerPreference = "high-performance", allowSoftware = true } =
    options;
  // Not every host has it, whatever the types say.
  const gpu = globalThis.navigator?.gpu as GPU | undefined;
  const adapter = await gpu?.requestAdapter({ powerPreference });
  if (!adapter) {
    throw unavailable(gpu ? "no adapter" : "a host without navigator.gpu");
  }
  if (adapter.info.isFallbackAdapter && !allowSoftware) {
    throw unavailable(`software only (${describeAdapter(adapter)})`);
  }
  try {
    return { adapter, device: await requestDevice(adapter) };
  } catch (error) {
    throw unavailable(
      `${describeAdapter(adapter)}, which says: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** An adapter's name, as far as it tells it. */
export function describeAdapter({ info }: GPUAdapter): string {
  return info.description || info.device || info.architecture ||
    info.vendor || "an adapter without a name";
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  for (const name of LIMITS) requiredLimits[name] = adapter.limits[name];
  const listed = FEATURES.filter((name) => adapter.features.has(name));
  // A feature that is not listed may be there: asking is the only way to know.
  for (const requiredFeatures of [FEATURES, listed, []]) {
    try {
      return await adapter.requestDevice({
        requiredLimits,
        requiredFeatures: [...requiredFeatures] as GPUFeatureName[],
      });
    } catch (error) {
      if (requiredFeatures.length === 0) throw error;
    }
  }
  return await adapter.requestDevice();
}

function unavailable(found: string, options?: ErrorOptions): DeviceError {
  return new DeviceError(
    "unavailable",
    `Cannot open the backend "webgpu": expected an adapter, received ${found}`,
    options,
  );
}
