// Passkeys: allauth's functions, told by attributes of the button, since no script stands in a page.
const FORMS = { login: "loginForm", add: "addForm", authenticate: "authenticateForm" };

for (const button of document.querySelectorAll("[data-passkey]")) {
  const { passkey, credential, options, passwordless } = button.dataset;
  const ids = { credential, [passkey]: button.id };
  if (options) ids.data = options;
  if (passwordless) ids.passwordless = passwordless;
  window.allauth.webauthn.forms[FORMS[passkey]]({ ids });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const line of document.querySelectorAll("[data-passkey-failure]")) line.hidden = false;
});
