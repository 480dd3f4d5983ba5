/* Asks for the next piece of a room's history when one comes near the edge of what is there, says when it did not come,
   and begins anew with the newest where that is needed: "history:newest". */
const AHEAD = 240; // pixels from an edge where the next piece is asked for
const PATIENCE = 3000; // milliseconds before what is on the page is asked for once more

behaviour("history", (talk) => {
  const list = talk.querySelector("#messages");
  const links = () => talk.querySelectorAll("#older a, #newer a");
  const near = new IntersectionObserver(ask, { root: talk, rootMargin: `${AHEAD}px 0px` });
  let waiting = 0; // pieces on their way
  let meanwhile = new Map(); // what the stream told since then: a row by its id, null for one that is gone
  let piece = null; // what is being placed: before, after, from (what is there, as it is now) or newest; null for the stream and for one's own

  function ask(entries) {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting && !target.parentElement.dataset.state) htmx.trigger(target, "near");
    }
  }

  function watch() {
    near.disconnect();
    for (const link of links()) near.observe(link);
  }

  function hear({ detail: { type, data } }) {
    if (waiting && type === "message-removed") meanwhile.set(data, null);
    const row = waiting && type !== "message-removed" && new Range().createContextualFragment(data).querySelector("li[id]");
    if (row) meanwhile.set(row.id, row);
  }

  /* A piece was made before the stream told what has changed since. */
  function asToldSince(row) {
    const told = meanwhile.get(row.id);
    return told === undefined ? [row] : told ? [told.cloneNode(true)] : [];
  }

  const arrived = () => ([waiting, piece] = [waiting - 1, null]);

  const aboutHistory = (act) => (event) => {
    const { verb, path } = event.detail.requestConfig ?? {};
    if (verb === "get" && path.split("?")[0] === list.dataset.after) act(event, path.match(/[?&](before|after|from)=/)?.[1] ?? "newest");
  };

  function failed(event, kind) {
    const edge = event.detail.elt.closest("#older, #newer");
    if (edge) edge.dataset.state = "failed";
    else if (kind === "from") setTimeout(() => document.dispatchEvent(new CustomEvent("live:reset")), PATIENCE);
    if (kind !== "newest") event.stopPropagation(); // it is said here, and not in passing too
  }

  talk.addEventListener("history:newest", () => {
    htmx.ajax("GET", list.dataset.after, { source: list, target: list, swap: "place" });
  });
  talk.addEventListener("htmx:beforeRequest", aboutHistory((event) => {
    if (waiting++ === 0) meanwhile = new Map();
    event.detail.xhr.addEventListener("loadend", arrived); // nothing else is told where the link is gone meanwhile
    delete event.detail.elt.closest("#older, #newer")?.dataset.state;
  }));
  talk.addEventListener("htmx:beforeSwap", aboutHistory((event, kind) => {
    // The link has been replaced by what a later answer brought: this piece may not join what is there now.
    if (event.detail.requestConfig.elt.isConnected) piece = kind;
    else event.detail.shouldSwap = false;
  }));
  for (const name of ["sendError", "responseError", "timeout"]) talk.addEventListener(`htmx:${name}`, aboutHistory(failed));
  for (const name of ["live:back", "online"]) {
    addEventListener(name, () => talk.querySelectorAll("[data-state=failed] > a").forEach((link) => link.click()), true);
  }
  document.addEventListener("htmx:sseBeforeMessage", hear);
  list.addEventListener("rows:before", ({ detail }) => {
    Object.assign(detail, { piece, meanwhile });
    if (piece) detail.incoming.splice(0, Infinity, ...detail.incoming.flatMap(asToldSince));
  });
  // The links may have changed; those that came with a piece hear nothing before htmx has looked at them.
  list.addEventListener("rows:placed", () => queueMicrotask(watch));
  document.addEventListener("live:reset", () => setTimeout(watch));
  talk.addEventListener("htmx:load", watch);
  watch();
});
