// Offers to sign in with a passkey where the browser has them: asks the server what to ask, the device to answer, and
// posts the answer as the form that it stands in.
const form = document.getElementById("passkey");
if (globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const asked = await fetch(`${form.action}/ask`, { method: "POST" });
      if (!asked.ok) throw new Error(`asked in vain: ${asked.status}`);
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await asked.json());
      const answer = await navigator.credentials.get({ publicKey });
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      console.error(error);
      location.assign(form.dataset.refused);
    }
  });
}
