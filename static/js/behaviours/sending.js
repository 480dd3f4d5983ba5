/* A message that is under way: its words as they were typed, how far its files are, and why it did not go. */
behaviour("sending", (row) => {
  const failure = row.querySelector(".message__failure");
  const progress = row.querySelector("progress");
  const files = row.querySelector("[data-part=files]");
  const sentences = document.getElementById("sending").dataset;

  row.addEventListener("sending:stands", ({ detail: fields }) => {
    row.dataset.client = fields.get("client_id");
    row.querySelector("time").dateTime = new Date().toISOString();
    row.querySelector(".message__body").textContent = fields.get("body");
    if (!hasFiles(fields)) return;
    row.removeAttribute("hx-request"); // a large file may take its time
    progress.hidden = files.hidden = false;
    files.textContent = [...fields.values()].flatMap((value) => value.name || []).join(", ");
  });

  row.addEventListener("sending:goes", ({ detail: { address, list, fields } }) => {
    state("sending");
    htmx.ajax("POST", address, { source: row, target: list, swap: "add", values: fields }).catch(() => {});
  });

  row.addEventListener("sending:failed", ({ detail: sentence }) => {
    state("failed");
    failure.querySelector("[data-part=why]").textContent = sentence ?? "";
  });

  row.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (detail.lengthComputable) progress.value = Math.max(progress.value, detail.loaded / detail.total);
  });
  row.addEventListener("htmx:beforeSwap", (event) => (event.detail.shouldSwap &&= event.detail.xhr.status < 400));
  row.addEventListener("htmx:afterRequest", ({ detail: { xhr, requestConfig } }) => {
    if (!requestConfig || requestConfig.elt !== row) return;
    row.dispatchEvent(new CustomEvent("sending:ended", { detail: result(xhr) }));
  });
  // Its own line says what went wrong; no toast repeats it.
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
    row.addEventListener(name, (event) => event.stopPropagation());

  failure.addEventListener("click", ({ target }) => {
    if (!target.name) return;
    row.dispatchEvent(new CustomEvent(`sending:${target.name}`));
    document.querySelector("#composer textarea")?.focus({ preventScroll: true });
  });

  function state(name) {
    row.dataset.state = name;
    failure.hidden = name !== "failed";
    progress.value = 0;
  }

  function result(xhr) {
    const { status } = xhr;
    const words = xhr.responseText.trim();
    const sentence = words.length < 300 && !words.startsWith("<") ? words : "";
    const elsewhere = xhr.getResponseHeader("HX-Redirect"); // to sign in; the message goes when one is back
    if (status >= 200 && status < 300 && !elsewhere) return { state: "arrived" };
    if (status === 0 || elsewhere) return { state: "failed", sentence: sentences.away };
    const wait = Number(xhr.getResponseHeader("Retry-After")) || 60; // seconds
    if (status === 429) return { state: "failed", sentence: sentence || sentences.busy, wait };
    if (status >= 500) return { state: "failed", sentence: sentence || sentences.busy };
    return { state: status === 422 ? "returned" : "refused", sentence: sentence || sentences.refused };
  }
});
