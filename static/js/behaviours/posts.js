/* What goes on around posts: how many have come since the feed was opened, and what is liked while one looks. */
const SOON = 200; // milliseconds
const SPREAD = 1500; // not everybody asks in one moment

/* Asks by `event` when one of these things is told and `isMeant` by it, or when something may have been missed. */
function asks(place, event, name, isMeant = () => true) {
  const ended = new AbortController();
  const find = () => (place.id ? document.getElementById(place.id) : place.isConnected && place);
  const refresh = refetches({ find, event, wait: () => SOON + Math.random() * SPREAD });
  const hear = (isReason) => ({ detail }) => (place.isConnected ? isReason(detail) && refresh() : ended.abort());
  document.addEventListener(name, hear(isMeant), { signal: ended.signal });
  document.addEventListener("live:missed", hear(() => true), { signal: ended.signal });
}

behaviour("newer", (pill) => asks(pill, "newer", "live:posts-changed"));

behaviour("target-news", (place) => {
  asks(place, "target-changed", `live:${place.dataset.noun}-changed`, (pk) => pk === place.dataset.pk);
  place.addEventListener("htmx:responseError", (event) => {
    if (event.detail.elt !== place || event.detail.xhr.status !== 404) return;
    event.stopPropagation(); // nobody asked for it: no toast that something failed
    place.querySelector("[role=status]").hidden = false; // it was deleted, or is for others now
  });
});

behaviour("comment", (form) => {
  const { body, parent } = form.elements;
  enterSends(body);
  body.addEventListener("input", () => !body.value.startsWith("@") && (parent.value = "")); // an answer to nobody any more
});

/* Whoever goes by keyboard is where the comment was that they took back, or at the answers that they asked for. */
const focusOn = (row) => row?.querySelector(".comment__foot a")?.focus({ preventScroll: true });
function goOnFrom(row) {
  document.getElementById("comment-body")?.focus({ preventScroll: true });
  focusOn(row.nextElementSibling ?? row.previousElementSibling);
}
const deleted = new Set(); // ids of rows: an answer that is older than the deletion may come later, and still have them
document.addEventListener("htmx:beforeSwap", ({ detail: { target, serverResponse, shouldSwap } }) => {
  if (!shouldSwap || !target.matches(".comment") || serverResponse.trim()) return;
  deleted.add(target.id);
  if (!writesElsewhere(target)) goOnFrom(target);
});
document.addEventListener("live:comment-gone", ({ detail: pk }) => {
  deleted.add(`comment-${pk}`);
  const row = document.getElementById(`comment-${pk}`);
  if (row?.contains(document.activeElement)) goOnFrom(row);
  row?.remove();
});
htmx.onLoad((list) => list.matches(".comments--replies") && document.activeElement === document.body && focusOn(list));

/* Where the posts of somebody come in the place of an empty feed, the button that was pressed is gone. */
htmx.onLoad((feed) => {
  if (feed.id === "feed" && document.activeElement === document.body) feed.querySelector(".post__head div a")?.focus({ preventScroll: true });
});

/* What is said comes by the answer to it, or by the news of it: whichever is later is left out. */
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { fragment } }) => {
  for (const row of fragment.querySelectorAll(".comment")) if (deleted.has(row.id) || document.getElementById(row.id)) row.remove();
});

/* What was said since stands at the end at once; where the page between comes later and has it too, it stands there. */
htmx.onLoad((row) => {
  if (!row.matches(".comment")) return;
  if (deleted.has(row.id)) return row.remove();
  for (const other of document.querySelectorAll(`[id="${row.id}"]`)) if (other !== row) other.remove();
});

/* To answer a comment is to write under the post, with the name of whom one answers. */
behaviour("answer", (link) => {
  link.addEventListener("click", (event) => {
    const form = document.getElementById("comment-form");
    if (!form || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.elements.parent.value = link.dataset.comment;
    const words = form.elements.body;
    const mention = link.dataset.username ? `@${link.dataset.username} ` : ""; // a former member has none
    if (!words.value.startsWith(mention)) words.value = mention + words.value;
    words.focus();
    words.setSelectionRange(words.value.length, words.value.length);
  });
});
