// A draft is saved while it is typed: <form data-autosave="address">. The button "Save draft" does the same without this.
const AUTOSAVE_MS = 2000;
async function saveDraft(form) {
  const told = new FormData(form);
  const headers = { "Idempotency-Key": crypto.randomUUID(), "X-CSRFToken": told.get("csrfmiddlewaretoken") };
  const said = form.querySelector("[data-autosave-said]");
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: told, headers, redirect: "error" });
    const { seen, said: words, refused } = await answer.json();
    if (seen) form.elements.seen.value = seen;
    if (seen) form.dispatchEvent(new Event("saved", { bubbles: true }));
    said.textContent = words ?? refused ?? "";
  } catch {
    said.textContent = ""; // The login ended or the line is cut: what was typed stays on the page, and is asked about when left.
  }
}
for (const form of document.querySelectorAll("[data-autosave]")) {
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => saveDraft(form), AUTOSAVE_MS);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
