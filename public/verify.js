// Starts the module of the verify page.
import init, { start } from "/pkg/verifier.js";

await init({ module_or_path: "/pkg/verifier.wasm" });
start(Date.now);
