/* What is written leaves the composer at once and goes by the outbox; what the server will not take comes back. */
behaviour("composer", (form) => {
  const text = form.elements.body;
  const error = form.querySelector("#composer-error");
  const connection = form.querySelector("[data-part=connection]");
  let away = null;

  enterSends(text);
  form.addEventListener("input", () => complain("")); // what was refused is being mended
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    form.elements.client_id.value = form.elements.client_id.value.replaceAll("-", "");
    const fields = new FormData(form);
    if (!text.value.trim() && !hasFiles(fields)) return complain(error.dataset.nothing);
    complain("");
    text.value = "";
    form.elements.client_id.value = newNumber();
    text.focus();
    document.dispatchEvent(new CustomEvent("composer:send", { detail: fields }));
    document.dispatchEvent(new CustomEvent("composer:sent"));
  });

  document.addEventListener("composer:returned", (event) => {
    if (text.value.trim() || hasFiles(new FormData(form))) return;
    event.preventDefault(); // taken
    text.value = event.detail.fields.get("body");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    complain(event.detail.sentence);
  });

  document.addEventListener("composer:given", ({ detail: { words, sentence } }) => {
    text.value = [text.value.trimEnd(), words].filter(Boolean).join("\n\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    complain(sentence);
  });

  function lost() {
    away ??= setTimeout(() => (connection.hidden = false), 2000);
  }

  function found() {
    clearTimeout(away);
    away = null;
    connection.hidden = true;
  }

  document.addEventListener("live:away", lost);
  document.addEventListener("live:back", found);
  addEventListener("offline", lost); // the browser knows it before the stream does
  addEventListener("online", found);
  if (!matchMedia("(pointer: coarse)").matches) text.focus({ preventScroll: true });
  text.setSelectionRange(text.value.length, text.value.length);

  function complain(sentence) {
    error.hidden = !sentence;
    error.querySelector("span").textContent = sentence;
    sentence ? text.setAttribute("aria-invalid", "true") : text.removeAttribute("aria-invalid");
  }
});

/* A UUID in hexadecimal digits; crypto.randomUUID is missing where a site is reached over plain HTTP. */
globalThis.newNumber = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
