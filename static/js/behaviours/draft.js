/* What is begun is kept by the server, a second after the last key and when the page goes; so it is there in another
   browser too. Nothing else is kept of it here, but for what the server could not be told. */
const PAUSE = 1000;

behaviour("draft", (text) => {
  const address = text.dataset.draft;
  const form = text.form;
  const place = mine("draft", address);
  let known = text.value; // what the server has, as far as we know; null where we do not
  let pause = null;
  let saving = null;
  let asked = 0;

  const number = () => form.elements.client_id.value;

  function later() {
    clearTimeout(pause);
    asked++;
    pause = text.value === known ? null : setTimeout(save, PAUSE);
  }

  /* One after the other, so that an older text never comes after a newer one; a page that goes cannot wait. */
  async function save({ leaving = false } = {}) {
    clearTimeout(pause);
    if (saving && !leaving) return saving.then(later);
    if (text.value === known) return;
    const body = (known = text.value);
    const fields = new URLSearchParams({ body, client_id: number(), reply_to: form.elements.reply_to?.value ?? "" });
    if (leaving) sessionStorage.setItem(place, body);
    saving = fetch(address, { method: "POST", headers: pageHeaders(), body: fields, keepalive: leaving })
      .then((answer) => (answer.status === 204 ? sessionStorage.removeItem(place) : Promise.reject(answer)))
      .catch((answer) => {
        if (known === body) known = null;
        const wait = answer?.status === 429 && Number(answer.headers.get("Retry-After"));
        if (wait) setTimeout(() => known === null && later(), wait * 1000); // too many at once
      })
      .finally(() => (saving = null));
  }

  /* Another browser may have gone on with it. */
  async function look() {
    sessionStorage.removeItem(place);
    if (text.value !== known) return known === null && later();
    const now = ++asked;
    const answer = await fetch(address, { headers: pageHeaders() }).catch(() => null);
    if (!answer?.ok || !answer.headers.get("Content-Type").startsWith("text/plain")) return;
    const body = await answer.text();
    if (now !== asked || text.value !== known) return;
    known = text.value = body;
  }

  text.addEventListener("input", later);
  document.addEventListener("composer:sent", () => (clearTimeout(pause), asked++, (known = text.value)));
  // What has arrived took the draft with it, also that of what is being written now; what was discarded did not.
  document.addEventListener("outbox:done", ({ detail }) => ((known = detail.arrived ? "" : null), later()));
  document.addEventListener("visibilitychange", () => (document.hidden ? save({ leaving: true }) : look()));
  addEventListener("pagehide", () => save({ leaving: true }));
  for (const [where, name] of [[window, "online"], [document, "live:back"]]) {
    where.addEventListener(name, () => known === null && later());
  }

  const unsaved = sessionStorage.getItem(place); // the page was left before the server had it
  sessionStorage.removeItem(place);
  if (unsaved !== null && unsaved !== text.value) {
    text.value = unsaved;
    later();
  }
  // What stands in the room as not sent yet does not stand here once more.
  const unsent = outboxOf(new URL(form.action).pathname).kept().map(({ fields }) => fields.get("body"));
  if (text.value && unsent.some((body) => body.startsWith(text.value))) text.value = "";
});
