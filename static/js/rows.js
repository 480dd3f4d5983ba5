/* What comes for a list of rows, as htmx swaps. A row that is there already is never doubled, so it does not matter
   whether it comes by the stream, by one's own post, or with a page of history.
   - hx-swap="place": rows go where their numbers say.
   - hx-swap="add": as "place", but a row that is there stays: the answer to one's own post may be older than it.
   - hx-swap="replace": rows that are on the page are replaced, others are left out.
   - hx-swap="refresh": as "replace", and rows between the first and the last that did not come are gone.
   - hx-swap="renew": the row of that id is asked for, once for all who say so in the next moment.
   - hx-swap="take": the row of that id goes, and what quoted it says so. It never comes back.
   A row that is being edited is not replaced before that ends, see `endEditing`; nor one that is pressed, of which the
   button would be gone before it is let go, and with it the click. */
const LOOKS_AGAIN = 50; // milliseconds
globalThis.numberOf = (row) => (row ? Number(row.id.slice(row.id.lastIndexOf("-") + 1)) : 0);
const waiting = new WeakMap();
const gone = new Set();
const asking = new Set();

const swaps = {
  place: (list, fragment) => arrive(list, rowsIn(fragment)),
  add: (list, fragment) => arrive(list, rowsIn(fragment), add),
  replace: (list, fragment) => arrive(list, rowsIn(fragment).filter((row) => document.getElementById(row.id))),
  refresh(list, fragment) {
    const incoming = rowsIn(fragment);
    const here = new Set(incoming.map((row) => row.id));
    const [first, last] = list.dataset.refreshed.split(" ").map(Number);
    for (const row of list.querySelectorAll("li[id]")) {
      if (numberOf(row) >= first && numberOf(row) <= last && !here.has(row.id)) takeRow(list, row.id);
    }
    return swaps.replace(list, fragment);
  },
  renew: (list, fragment) => askFor(list, fragment.textContent.trim()),
  take: (list, fragment) => takeRow(list, fragment.textContent.trim()),
};

htmx.defineExtension("rows", {
  isInlineSwap: (style) => style in swaps,
  handleSwap: (style, list, fragment) => (style in swaps ? swaps[style](list, fragment) : false),
});

const rowsIn = (fragment) => [...fragment.querySelectorAll("li[id]")].filter((row) => !gone.has(row.id));

function arrive(list, incoming, put = place) {
  list.dispatchEvent(new CustomEvent("rows:before", { bubbles: true, detail: { incoming } }));
  for (const row of incoming) put(list, row);
  list.dispatchEvent(new CustomEvent("rows:placed", { bubbles: true, detail: { rows: incoming } }));
  return incoming;
}

function place(list, row) {
  const old = document.getElementById(row.id);
  if (old) return exchange(old, row);
  const number = numberOf(row);
  let next = list.querySelector(":scope > [data-state]:not([id])"); // what is under way stands below what has arrived
  for (let there = list.lastElementChild; there; there = there.previousElementSibling) {
    if (!there.id) continue;
    if (numberOf(there) < number) break;
    next = there;
  }
  list.insertBefore(row, next);
}

const add = (list, row) => document.getElementById(row.id) || place(list, row);

/* Not all pages in the same moment. */
function askFor(list, id) {
  if (!document.getElementById(id) || asking.has(id)) return [];
  asking.add(id);
  setTimeout(() => {
    asking.delete(id);
    const number = id.replace("message-", "");
    htmx.ajax("GET", `${list.dataset.after}?from=${number}&to=${number}`, { source: list, target: list, swap: "replace" });
  }, 300 + Math.random() * 1200);
  return [];
}

const isEdited = (row) => ["opening", "editing"].includes(row.dataset.state);
const isPressed = (row) => row.matches(":active");

/* The toolbar, the mark and the focus stay with the message. */
function exchange(old, row) {
  if (isEdited(old) || isPressed(old)) return wait(old, row);
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  const tools = old.querySelector(":scope > .message__tools");
  row.classList.toggle("message--target", old.classList.contains("message--target"));
  old.replaceWith(row);
  if (tools) row.append(tools);
  if (!focus) return;
  const same = focus.value && [...row.querySelectorAll("button")].find((button) => button.value === focus.value);
  (row.contains(focus) ? focus : same || row.querySelector(".message__time"))?.focus({ preventScroll: true });
}

function wait(old, row) {
  waiting.set(old, { row, since: performance.now() });
  if (!isEdited(old)) setTimeout(whenLetGo, LOOKS_AGAIN, old);
}

function whenLetGo(old) {
  if (!old.isConnected || isEdited(old)) return;
  if (isPressed(old)) setTimeout(whenLetGo, LOOKS_AGAIN, old);
  else endEditing(old);
}

/* True when a row was waiting that came after `moment`, and has taken its place. */
globalThis.endEditing = (row, moment = 0) => {
  delete row.dataset.state;
  const newer = waiting.get(row);
  waiting.delete(row);
  if (!newer || newer.since < moment) return false;
  arrive(row.parentElement, [newer.row]);
  return true;
};

globalThis.takeRow = (list, id) => {
  gone.add(id);
  const row = document.getElementById(id);
  if (row?.contains(document.activeElement)) document.querySelector("#composer textarea")?.focus();
  list.dispatchEvent(new CustomEvent("rows:before", { bubbles: true, detail: { incoming: [] } }));
  row?.querySelector(".message__edit")?.dispatchEvent(new CustomEvent("message:taken"));
  row?.remove(); // the toolbar comes back with the next row in hand
  for (const quote of list.querySelectorAll(`.message__quote[href$="/${id.replace("message-", "")}/"]`)) {
    quote.replaceWith(document.getElementById("quote-gone").content.cloneNode(true));
  }
  list.dispatchEvent(new CustomEvent("rows:placed", { bubbles: true, detail: { rows: [] } }));
  document.dispatchEvent(new CustomEvent("message:gone", { detail: id.replace("message-", "") }));
  return [];
};

globalThis.wordsOf = (row) => {
  const body = row.querySelector(".message__body").cloneNode(true);
  body.querySelector(".edited")?.remove();
  const words = body.textContent.trim() || row.querySelector(".attachment")?.textContent.trim() || "";
  return words.replace(/\s+/g, " ").slice(0, 120);
};

/* The log does not reach back to where this page was: what is on it may have been edited or removed. */
document.addEventListener("live:reset", () => {
  const list = document.getElementById("messages");
  const numbers = [...(list?.querySelectorAll("li[id]") ?? [])].map(numberOf);
  if (!numbers.length) return;
  list.dataset.refreshed = `${numbers[0]} ${numbers.at(-1)}`;
  const address = `${list.dataset.after}?from=${numbers[0]}&to=${numbers.at(-1)}`;
  htmx.ajax("GET", address, { source: list, target: list, swap: "refresh" });
});
