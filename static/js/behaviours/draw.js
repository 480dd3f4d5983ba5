/* Discover. A draw has an address that says how many of its pages are shown, so that who comes back to it finds it as
   it was. Without this, it would be another draw, or its first page alone. */
behaviour("draw", (list) => {
  let pages = Number(list.dataset.pages);
  const keep = () => {
    const { address } = list.dataset;
    history.replaceState(history.state, "", pages > 1 ? `${address}&pages=${pages}` : address);
  };

  list.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
    if (!detail.shouldSwap || !target.matches(".mosaic__more")) return;
    pages += 1;
    keep();
  });
  keep();
});

/* Where a tag or a person is hidden, the other cards that show it are so too, until that is taken back. */
htmx.onLoad((root) => {
  const list = root.parentElement?.closest(".mosaic--finds");
  if (!list) return;
  const hidden = new Set([...list.querySelectorAll("[data-hides]")].map((card) => card.dataset.hides));
  for (const card of list.querySelectorAll("[data-about]")) {
    card.hidden = card.dataset.about.split(" ").some((name) => hidden.has(name));
  }
});
