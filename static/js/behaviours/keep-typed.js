/* A form whose text no server keeps before it is sent: what was typed into it is kept by this tab, and is there again
   when the form is, after Back, a reload or a walk through the site. What was sent is kept no more. `data-keep="warns"`:
   the browser asks too before the page is left. */
behaviour("keep-typed", (form) => {
  const place = mine("typed", form.getAttribute("action"));
  const fields = [...form.querySelectorAll("textarea, input[name=parent]")];
  const loaded = new Map(fields.map((field) => [field, field.value]));
  let isSent = false; // and about to be replaced: a browser tells of a change when it takes away what has the focus
  // A textarea knows what the server gave it; something else may have filled it in before this.
  const before = (field) => (field.matches("textarea") ? field.defaultValue : loaded.get(field));
  const isTyped = () => fields.some((field) => field.matches("textarea") && field.value.trim() && field.value !== before(field));

  function keep() {
    if (isSent) return;
    const typed = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    try {
      if (isTyped()) sessionStorage.setItem(place, JSON.stringify(typed));
      else sessionStorage.removeItem(place);
    } catch {} // storage is full or forbidden
  }

  /* null: nothing; undefined: this browser keeps nothing at all. */
  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(place));
    } catch {
      return undefined;
    }
  }

  function putBack(typed) {
    for (const field of fields) if (typed?.[field.name] !== undefined) field.value = typed[field.name];
  }

  form.autocomplete = "off"; // what a browser puts back after Back may have been sent since
  if (loadedFromHistory && form.elements.client_id) form.elements.client_id.value = newNumber();
  if (!isTyped()) putBack(kept());
  else keep();
  form.addEventListener("input", () => (isSent = false), { capture: true });
  for (const name of ["input", "change"]) form.addEventListener(name, keep);
  form.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
    const signsIn = xhr.getResponseHeader("HX-Redirect")?.includes("/login/");
    if (elt !== form || xhr.status >= 400 || signsIn) return;
    isSent = true;
    sessionStorage.removeItem(place);
  });
  // Out of the back/forward cache, as it was left: it may have been sent from another page of this tab since.
  addEventListener("pageshow", ({ persisted }) => {
    const typed = persisted && form.isConnected ? kept() : undefined;
    if (typed === null) for (const field of fields) field.value = before(field);
    else putBack(typed);
  });
  if (form.dataset.keep === "warns") warnOfLoss(form, isTyped);
});
