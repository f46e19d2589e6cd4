// Starts the module of the verify page, or says that it does not start.
try {
  const { default: init, start } = await import("/pkg/verifier.js");
  await init({ module_or_path: "/pkg/verifier.wasm" });
  start(Date.now);
} catch (error) {
  document.getElementById("no-start").hidden = false;
  document.getElementById("drop").hidden = true;
  throw error;
}
