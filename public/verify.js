// Starts the module of the verify page.
import start from "/pkg/verifier.js";

start({ module_or_path: "/pkg/verifier.wasm" });
