import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { conformance } from "./conformance.ts";

conformance("reference", () => new ReferenceBackend());
