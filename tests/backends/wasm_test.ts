import { WasmBackend } from "../../backends/wasm/backend.ts";
import { conformance } from "./conformance.ts";

conformance("wasm", () => new WasmBackend());
