// Another language is another page. What the address says behind its # is the code that was scanned: it never reaches the
// server, and a browser takes it along from the form's own address. A file it cannot take along.
for (const form of document.querySelectorAll('form[action="/locale"]')) {
  form.addEventListener("submit", (event) => {
    const again = document.getElementById("again");
    if (!again.hidden && !confirm(again.dataset.leave)) event.preventDefault();
    form.setAttribute("action", "/locale" + location.hash);
  });
}

// Starts the module of the verify page, or says that it does not start.
try {
  const { default: init, start } = await import("./pkg/verifier.js");
  await init({ module_or_path: new URL("./pkg/verifier.wasm", import.meta.url) });
  start(Date.now);
} catch (error) {
  document.getElementById("no-start").hidden = false;
  document.getElementById("drop").hidden = true;
  throw error;
}
