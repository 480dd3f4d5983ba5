/* The marks of rooms with news: what shows them asks for itself again when there is a reason, and not at the same
   moment as everybody else. `data-news="known"`: what happens in a room that is not shown here is no reason;
   `data-news="direct"`: whatever is said in a conversation is one, and nothing that is said in a room. */
const SOON = 150; // milliseconds
const SPREAD = 1200;
const UNDER_WAY = ".htmx-request, .htmx-added";

behaviour("news", (place) => {
  const ended = new AbortController();
  let waiting = null;
  let opened = Boolean(document.documentElement.dataset.live);

  function hear(name, reason) {
    const listen = (event) => {
      if (!place.isConnected) return ended.abort();
      const known = reason(event.detail && place.querySelector(`[data-room="${Number(event.detail)}"]`));
      if (known || place.matches(UNDER_WAY)) refresh(); // what is on its way may show it as it was
    };
    document.addEventListener(name, listen, { signal: ended.signal });
  }

  function refresh() {
    waiting ??= setTimeout(() => {
      waiting = null;
      if (document.documentElement.dataset.live === "open") ask(); // or live:back is the reason
    }, SOON + Math.random() * SPREAD);
  }

  /* What has come in the place of this one meanwhile was asked for before the reason, and may know nothing of it; so
     may what is on its way, and that must be in its place before anything can be asked for again. */
  function ask() {
    const now = document.getElementById(place.id);
    if (now?.matches(UNDER_WAY)) refresh();
    else if (now) htmx.trigger(now, "news");
  }

  // Of what is pressed the link would be gone before it is let go, and with it the click; and what one searches for
  // would come for a place that is gone.
  const search = () => document.querySelector(`form.htmx-request[hx-target="#${place.id}"]`);
  place.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.requestConfig.elt !== place || !(place.matches(":active") || search())) return;
    detail.shouldSwap = false;
    refresh();
  });

  const isMarked = (room) => room.hasAttribute("data-unread") || room.matches("[aria-current]");
  const { news, total, direct } = place.dataset;
  hear("live:room-news", (room) => (room ? !isMarked(room) : !news));
  hear("live:direct-news", (room) => news === "direct" || (!news && !(room && isMarked(room))));
  hear("live:room-read", (room) => (room ? room.hasAttribute("data-unread") : Number(total) + Number(direct)));
  hear("live:rooms-changed", () => true);
  hear("live:back", () => opened || !(opened = true)); // what happened while it was away, nobody told
});
