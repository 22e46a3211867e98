import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";
import { conformance } from "../conformance.ts";

conformance("fusing wasm", () => new FusingBackend(new WasmBackend()));
