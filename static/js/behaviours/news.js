/* The marks of rooms with news: what shows them asks for itself again when there is a reason, and not at the same
   moment as everybody else. `data-news="known"`: what happens in a room that is not shown here is no reason;
   `data-news="direct"`: whatever is said in a conversation is one, and nothing that is said in a room. */
const SOON = 150; // milliseconds
const SPREAD = 1200;

behaviour("news", (place) => {
  const ended = new AbortController();
  const find = () => document.getElementById(place.id);
  const refresh = refetches({ find, event: "news", wait: () => SOON + Math.random() * SPREAD });

  function hear(name, reason) {
    const listen = (event) => {
      if (!place.isConnected) return ended.abort();
      const known = reason(event.detail && place.querySelector(`[data-room="${Number(event.detail)}"]`));
      if (known || isUnderWay(place)) refresh(); // what is on its way may show it as it was
    };
    document.addEventListener(name, listen, { signal: ended.signal });
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
  document.addEventListener("live:missed", () => (place.isConnected ? refresh() : ended.abort()), { signal: ended.signal });
});
