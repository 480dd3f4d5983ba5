/* Who is here, and how many belong here. The stream tells the number at once; the faces, and the words around it, are
   asked for a little later, and the later the more they are, so that a full room does not ask in one moment. */
const OPENING = 400; // milliseconds in which one's own coming is told as well
const WITHOUT_STREAM = 4000;
const AGAIN = 10000;
const FOR_EACH = 60;
const LONGEST = 60000;

behaviour("here", (asker) => {
  let waiting = null;
  let due = Infinity;
  let opened = false;
  let leaves = false; // whoever leaves is not told that the room is lost

  function ask(delay) {
    if (leaves) return;
    const at = Date.now() + delay;
    if (at >= due) return;
    clearTimeout(waiting);
    due = at;
    waiting = setTimeout(() => {
      due = Infinity;
      if (!opened || document.documentElement.dataset.live === "open") htmx.trigger(asker, "ask"); // or live:back asks
    }, delay);
  }

  for (const [name, spots] of [["live:presence-changed", "data-present-in"], ["live:members-changed", "data-members-of"]]) {
    document.addEventListener(name, (event) => {
      for (const spot of document.querySelectorAll(`[${spots}="${asker.dataset.channel}"]`)) {
        spot.textContent = event.detail;
        spot.hidden = event.detail === "0";
      }
      ask(200 + Math.random() * Math.min(LONGEST, Number(event.detail) * FOR_EACH));
    });
  }
  document.addEventListener("live:back", () => (opened = true));
  for (const [where, name] of [[document, "live:back"], [window, "online"]]) where.addEventListener(name, () => ask(OPENING));
  // Nobody has asked for it: what did not come is asked for again, and nothing is said of it.
  asker.addEventListener("htmx:sendError", (event) => (event.stopPropagation(), ask(AGAIN)));
  // What is answered to a page that has lost the room has no place there any more.
  asker.addEventListener("htmx:beforeSwap", ({ detail }) => (detail.shouldSwap &&= asker.isConnected));
  document.addEventListener("submit", ({ target }) => {
    if (!target.matches("[data-part=leave]")) return;
    leaves = true;
    clearTimeout(waiting);
    htmx.trigger(asker, "htmx:abort");
  });
  ask(WITHOUT_STREAM);
});
