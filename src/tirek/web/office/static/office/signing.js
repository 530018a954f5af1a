// Signing with the program of this machine: the page gives it the bytes, it gives a signature; the key stays with it.
// Without this script the bytes are saved as a file, and the file of the signature is chosen in the form.

const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

async function contentOf(form) {
  const { content } = form.dataset;
  if (form.dataset.contentMethod !== "post") return fetch(content);
  const told = new FormData(form);
  told.delete("cms");
  return fetch(content, { method: "POST", body: told });
}

async function sign(form) {
  const answer = await contentOf(form);
  // A page instead of bytes: something is missing in the form, which the server says when the form itself is sent.
  if (!answer.headers.get("Content-Type")?.startsWith("application/octet-stream")) return form.submit();
  const content = base64(new Uint8Array(await answer.arrayBuffer()));
  const body = JSON.stringify({ login: form.dataset.login, content });
  const signed = await fetch(`${form.dataset.signer}/sign`, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  const { cms } = await signed.json();
  if (!signed.ok || !cms) throw new Error("no signature");
  form.elements.cms_text.value = cms;
  form.elements.cms.value = "";
  form.submit();
}

for (const form of document.querySelectorAll("form[data-signer]")) {
  const button = form.querySelector("[data-sign]");
  const failure = form.querySelector("[data-sign-failure]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    failure.hidden = true;
    try {
      await sign(form);
    } catch {
      failure.hidden = false;
      button.disabled = false;
    }
  });
}
