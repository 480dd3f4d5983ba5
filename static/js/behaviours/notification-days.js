/* The titles in the list of notifications follow the days of the reader's time zone, as the times beside them do: "Today",
   "This week", "Earlier". No title comes twice, also where something was told late. */
const [DAY, WEEK] = [24 * 3600 * 1000, 7];

behaviour("notification-days", (list) => {
  const { today: ofToday, week, earlier } = list.dataset;
  const titles = [ofToday, week, earlier];

  /* Calendar days since the first one, whatever clocks did in between. */
  const dayOf = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;

  function indexOf(row, today) {
    const age = today - dayOf(new Date(row.querySelector("time").dateTime));
    return age === 0 ? 0 : age < WEEK ? 1 : 2;
  }

  function arrange() {
    const today = dayOf(new Date());
    let reached = -1;
    for (const title of list.querySelectorAll(".rows__days")) title.remove();
    for (const row of list.querySelectorAll(":scope > .row--notification")) {
      const index = indexOf(row, today);
      if (index <= reached) continue;
      const title = document.getElementById("day-of-rows").content.firstElementChild.cloneNode(true);
      title.firstElementChild.textContent = titles[(reached = index)];
      row.before(title);
    }
  }

  for (const name of ["htmx:load", "items:changed"]) list.addEventListener(name, arrange); // other rows have come
  document.addEventListener("visibilitychange", () => document.hidden || arrange()); // another day may have begun
  arrange();
});

/* "1 new" above an open list, which leads to it: nothing moves under the reader's hand. */
behaviour("newer-notifications", (line) => {
  const ended = new AbortController();
  const find = () => document.getElementById(line.id);
  const refresh = refetches({ find, event: "newer", pause: 1000 });
  const hear = () => (line.isConnected ? refresh() : ended.abort());
  for (const name of ["live:notifications-changed", "live:missed"]) document.addEventListener(name, hear, { signal: ended.signal });
  document.addEventListener("live:many-told", () => setTimeout(hear, Math.random() * 5000), { signal: ended.signal });
});
