/* Photos go to the server as soon as they are chosen or dropped, and one sees how far they have come. What is typed
   meanwhile is there when the form comes back. */
const TRIES = 6;
let typed = [];
let isStale = loadedFromHistory; // photos that came since are not in the HTML of the past

behaviour("upload", (form) => {
  const upload = form.querySelector(".upload");
  const progress = upload.querySelector("progress");
  const texts = () => [...form.querySelectorAll("textarea")];
  const filled = () => [...form.querySelectorAll("[type=file]")].some((input) => input.files.length);
  let sent = new Map();
  let tries = 0;

  for (const [name, words] of typed) if (form.elements[name]) form.elements[name].value = words;
  typed = [];

  form.autocomplete = "off"; // nor are files that went already chosen again after Back
  if (isStale && form.id === "editor") {
    isStale = false;
    htmx.ajax("GET", location.pathname, { source: form, target: form, swap: "outerHTML" });
  }

  const send = (input) => input.closest(".drop, details").querySelector("button").click();
  form.addEventListener("change", ({ target }) => target.type === "file" && target.files.length && send(target));
  form.addEventListener("htmx:beforeSend", () => {
    sent = new Map(texts().map(({ name, value }) => [name, value]));
    show(filled());
  });
  form.addEventListener("htmx:xhr:progress", ({ detail: { loaded, total } }) => {
    if (!filled()) return;
    progress.value = total ? loaded / total : 0;
    upload.toggleAttribute("data-drawn", loaded === total);
    if (loaded === total) progress.removeAttribute("value"); // now they are drawn anew: nobody knows how long
  });
  form.addEventListener("htmx:beforeSwap", () => {
    typed = texts().filter(({ name, value }) => value !== sent.get(name)).map(({ name, value }) => [name, value]);
  });
  /* Others' pictures are being drawn: it goes again by itself, some times. */
  form.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const seconds = Number(event.detail.xhr.getResponseHeader("Retry-After"));
    const { submitter } = event.detail.requestConfig.triggeringEvent ?? {};
    if (status !== 503 || !seconds || !filled() || tries >= TRIES) return (tries = 0);
    event.stopImmediatePropagation();
    tries += 1;
    setTimeout(() => form.isConnected && form.requestSubmit(submitter ?? null), 1000 * seconds * (0.5 + Math.random()));
  });
  form.addEventListener("htmx:beforeSwap", ({ detail }) => detail.xhr.status !== 503 && (tries = 0));
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) form.addEventListener(failure, () => {
    for (const input of form.querySelectorAll("[type=file]")) input.value = "";
    show(false);
  });

  function show(busy) {
    upload.hidden = !busy;
    upload.removeAttribute("data-drawn");
    progress.value = 0;
    form.toggleAttribute("data-busy", busy);
  }

  let over = 0; // elements entered and not yet left, since each child tells of itself
  const withFiles = (event) => event.dataTransfer?.types.includes("Files");
  const end = () => ((over = 0), form.removeAttribute("data-over"));
  form.addEventListener("dragenter", (event) => withFiles(event) && (over++, form.toggleAttribute("data-over", true)));
  form.addEventListener("dragleave", (event) => withFiles(event) && --over <= 0 && end());
  form.addEventListener("dragover", (event) => withFiles(event) && event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!withFiles(event)) return;
    event.preventDefault();
    end();
    const input = form.querySelector("input[name=photos]");
    if (!input) return;
    input.files = event.dataTransfer.files;
    send(input);
  });
});
