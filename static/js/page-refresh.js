/* A page that is shown from the history shows what was so when it was left: with the back/forward cache, and also where
   the browser makes it again from its HTTP cache. What nudges are about asks for itself, see live:missed. Everything
   else that can have changed is marked with `data-refresh` and has an id; it is taken from a fresh copy of the page, and
   of the pieces that were added to it since ("Older posts"). The scroll position stays.
   - data-refresh: replaced by the element of the same id.
   - data-refresh="items": children that are gone go, new ones come; their ids say which they are. Where there is no such
     list any more, or one in the place of data-refresh="empty", the page is loaded again.
   - data-refresh-at="/address/" data-refresh-key="post-7": asked for there, by `?of=post-7,post-8`, which costs less than
     a page and works however many there are. What does not come is gone: so are its `data-refresh-whole` around it. */
const [MOST_KEYS, MOST_PIECES] = [50, 10];
const TYPING = "input:not([type=hidden], [type=radio], [type=checkbox]), textarea, select";
const pieces = new Set(); // addresses

addEventListener("pageshow", ({ persisted }) => {
  if (!persisted && !loadedFromHistory) return;
  document.dispatchEvent(new CustomEvent("live:missed", { detail: "history" }));
  refreshPage();
});

// After a restart of the server nobody knows what was taken away from a post meanwhile; not all ask in one moment.
document.addEventListener("live:missed", ({ detail }) => {
  if (detail === "stale" && document.querySelector("[data-behaviour~=target-news]")) setTimeout(refreshPage, Math.random() * 5000);
});

document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig, pathInfo, xhr, shouldSwap } }) => {
  const { elt, verb } = requestConfig;
  if (verb === "get" && shouldSwap && xhr.status === 200 && elt.matches(".waiting, .more-link")) pieces.add(pathInfo.finalRequestPath);
});

globalThis.refreshPage = async () => {
  const all = [...document.querySelectorAll("[data-refresh], [data-refresh-at]")];
  const ofPage = all.filter((place) => "refresh" in place.dataset);
  const byAddress = new Map();
  for (const place of all) {
    if ("refresh" in place.dataset) continue;
    const address = place.dataset.refreshAt;
    byAddress.set(address, [...(byAddress.get(address) ?? []), place]);
  }
  const asked = [...byAddress].map(([address, places]) => refreshAt(address, places));
  await Promise.all([...asked, ofPage.length && refreshFromPage(ofPage)]);
};

async function refreshAt(address, places) {
  const keys = [...new Set(places.map(({ dataset }) => dataset.refreshKey))];
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    const some = keys.slice(start, start + MOST_KEYS);
    const fresh = await documentAt(`${address}?of=${some}`, pageHeaders());
    if (!fresh) return;
    for (const place of places) {
      if (!some.includes(place.dataset.refreshKey)) continue;
      const now = fresh.getElementById(place.id);
      if (now) replace(place, now);
      else if (!fresh.querySelector(`[data-refresh-key="${place.dataset.refreshKey}"]`)) place.closest("[data-refresh-whole]")?.remove();
    }
  }
}

async function refreshFromPage(places) {
  const addresses = [...pieces].slice(-MOST_PIECES);
  const found = [documentAt(location.href), ...addresses.map((address) => documentAt(address, pageHeaders()))];
  const documents = (await Promise.all(found)).filter(Boolean);
  if (!documents.length) return;
  const find = (id) => documents.map((fresh) => fresh.getElementById(id)).find(Boolean);
  const isWhole = documents.length === pieces.size + 1;
  for (const place of places) {
    const isItems = place.dataset.refresh === "items";
    const wasEmpty = place.dataset.refresh === "empty";
    if (!find(place.id) && (wasEmpty || (isItems && isWhole))) return location.reload(); // a list where none was, or the other way
    if (isItems) refreshItems(place, find, isWhole, documents);
    else if (!wasEmpty && find(place.id)) replace(place, find(place.id));
  }
}

function refreshItems(list, find, isWhole, [page]) {
  const items = [...list.children].filter(({ id }) => id);
  if (isWhole) for (const item of items) if (!find(item.id)) for (const part of partsOf(item)) part.remove();
  let next = null; // from the last one on, what comes stands before the one after it
  const known = [...(page.getElementById(list.id)?.children ?? [])].filter(({ id }) => id);
  for (const item of known.reverse()) {
    const here = document.getElementById(item.id);
    if (here) next = here;
    else if (next) {
      const parts = partsOf(item).map((part) => document.importNode(part, true));
      next.before(...parts);
      for (const part of parts) htmx.process(part), attachBehaviours(part);
      next = parts[0];
    }
  }
  list.dispatchEvent(new CustomEvent("items:changed"));
}

/* An item, and what follows it that is part of it: further photos of a post, which the lightbox shows. */
function partsOf(item) {
  const parts = [item];
  for (let part = item.nextElementSibling; part?.hidden && !part.id; part = part.nextElementSibling) parts.push(part);
  return parts;
}

function replace(place, now) {
  if (!place.isConnected || place.matches(":active, .htmx-request")) return;
  if (document.activeElement?.matches(TYPING) && place.contains(document.activeElement)) return;
  if (place.querySelector("details[open], .htmx-request")) return;
  htmx.swap(place, now.outerHTML, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0, focusScroll: false });
}

/* Null where none came. What the browser has kept of the page is out of date: the next way back finds this. */
async function documentAt(address, headers = {}) {
  const answer = await fetch(address, { headers, cache: "reload" }).catch(() => null);
  if (!answer?.ok || answer.redirected || answer.headers.has("HX-Redirect")) return null;
  const html = (await answer.text()).replace(/<style[^]*?<\/style>/g, ""); // of another nonce: the policy would complain
  return new DOMParser().parseFromString(html, "text/html");
}
