/* A message as a form, in the place of its words. Enter saves and Escape gives the row back; then the focus is again
   where it came from. Where the message is deleted meanwhile, what one has changed goes to the composer. With the
   composer empty, ArrowUp edits one's own newest message. */
let fromComposer = false;

/* What was not saved when the page was left, for when the message is there again, in this tab. */
const unfinished = {
  place: () => mine("edit", document.getElementById("messages")?.dataset.after),
  keep(words) {
    try {
      sessionStorage.setItem(unfinished.place(), JSON.stringify(words));
    } catch {} // storage is full or forbidden
  },
  take() {
    try {
      return JSON.parse(sessionStorage.getItem(unfinished.place()));
    } catch {
      return null;
    } finally {
      sessionStorage.removeItem(unfinished.place());
    }
  },
};

behaviour("edit", (form) => {
  const row = form.closest("li");
  const text = form.elements.body;
  let saved = 0;

  row.dataset.state = "editing";
  enterSends(text);
  if (text === document.activeElement) { // by its `autofocus`; see first-error.js
    text.setSelectionRange(text.value.length, text.value.length);
    form.scrollIntoView({ block: "nearest" });
  }

  function goBack() {
    const place = fromComposer ? "#composer textarea" : `#${row.id} .message__time`;
    document.querySelector(place)?.focus({ preventScroll: true });
  }

  function cancel(event) {
    event.preventDefault();
    form.remove();
    endEditing(row);
    goBack();
  }

  form.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && cancel(event));
  form.querySelector("[data-part=cancel]").addEventListener("click", cancel);
  form.addEventListener("message:taken", () => {
    if (text.value === text.defaultValue || !text.value.trim()) return;
    const detail = { words: text.value, sentence: form.dataset.gone };
    document.dispatchEvent(new CustomEvent("composer:given", { detail }));
  });
  const isChanged = () => form.isConnected && text.value !== text.defaultValue;
  warnOfLoss(form, isChanged);
  addEventListener("pagehide", () => isChanged() && unfinished.keep({ id: row.id, words: text.value }));
  row.addEventListener("edit:goes-on", ({ detail }) => form.isConnected && (text.value = detail));
  form.addEventListener("htmx:configRequest", () => (saved = performance.now()));
  form.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status !== 200) return;
    if (!writesElsewhere(form)) setTimeout(goBack);
    if (endEditing(row, saved)) event.preventDefault(); // the stream was faster, and may know more
  });
});

/* Out of the back/forward cache the form comes as it was left. */
addEventListener("pageshow", async ({ persisted }) => {
  const left = document.getElementById("messages") && unfinished.take();
  const row = !persisted && left && document.getElementById(left.id);
  if (!row) return;
  await edit(row, false);
  row.dispatchEvent(new CustomEvent("edit:goes-on", { detail: left.words }));
});

document.addEventListener("message:edit", (event) => edit(event.target, false));

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key !== "ArrowUp" || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (!target.matches?.("#composer textarea") || target.value) return;
  const me = document.querySelector("form[data-writes]")?.dataset.me;
  const mine = [...document.querySelectorAll(`#messages > li[id^=message-][data-author="${me}"]`)].at(-1);
  if (!mine) return;
  event.preventDefault();
  edit(mine, true);
});

function edit(row, composer) {
  if (row.dataset.state) return;
  fromComposer = composer;
  row.dataset.state = "opening"; // the form that is on its way needs this row, whatever the stream brings
  const address = `${row.querySelector(".message__time").pathname}edit/`;
  const way = { source: row, target: row.querySelector(".message__body"), swap: "afterend settle:0ms" };
  const didNotCome = () => row.dataset.state === "opening" && endEditing(row);
  return htmx.ajax("GET", address, way).then(didNotCome, didNotCome);
}
