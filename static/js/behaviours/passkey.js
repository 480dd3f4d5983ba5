/* A button that asks for a passkey. It is there only where the browser has them. allauth's script does the asking; whoever
   changes their mind, or has no fitting key, hears a sentence. */
behaviour("passkey", (button) => {
  button.hidden = !globalThis.PublicKeyCredential;
});

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("toast", { detail: document.getElementById("sentences").dataset.passkey }));
});
