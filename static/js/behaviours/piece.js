/* The page holds one piece of a room's history, without a gap. What lies far from where one reads leaves when much has
   come; what is said while the piece ends before the newest is counted and not placed. */
const MOST = 300; // rows
const ROW = "li.message[id^=message-]";
const HELD = "[data-state], :focus-within, :has(.message__tools)"; // what one has in hand stays

behaviour("piece", (talk) => {
  const list = talk.querySelector("#messages");
  const rows = () => [...list.querySelectorAll(ROW)];
  let [newest, reading] = [numberOf(rows().at(-1)), null];
  let now = {}; // the detail of what is being placed

  list.addEventListener("rows:before", ({ detail }) => {
    const there = rows();
    const top = talk.getBoundingClientRect().top;
    reading = there.find((row) => row.getBoundingClientRect().bottom > top);
    now = detail;
    detail.news = [];
    if (detail.piece === "newest") for (const old of [...list.children]) if (!old.matches(HELD)) old.remove();
    if (!detail.piece) withhold(detail, numberOf(there[0]), numberOf(there.at(-1)));
  });

  list.addEventListener("rows:placed", () => {
    if (now.piece && now.piece !== "from" && !linkTo("newer")) goOnToWhatWasToldSince();
    trim();
    newest = Math.max(newest, numberOf(rows().at(-1)));
    now = {};
  });

  /* The log told nothing of what was said since: there may be more. What is here is asked for again by rows.js. */
  document.addEventListener("live:reset", () => {
    if (!rows().length) list.dispatchEvent(new CustomEvent("history:newest", { bubbles: true }));
    else if (!linkTo("newer")) setLinkTo("newer", rows().at(-1));
  });

  function withhold({ incoming, news, meanwhile }, first, last) {
    for (const row of [...incoming]) {
      const number = numberOf(row);
      if (number > newest) news.push((newest = number));
      if (!((number > last && linkTo("newer")) || (number < first && linkTo("older")))) continue;
      incoming.splice(incoming.indexOf(row), 1);
      meanwhile.set(row.id, row);
    }
  }

  /* The last piece was made before these were said, and they were not placed while it was on its way. */
  function goOnToWhatWasToldSince() {
    const last = rows().at(-1);
    if ([...now.meanwhile.values()].some((row) => numberOf(row) > numberOf(last))) setLinkTo("newer", last);
  }

  function trim() {
    const there = rows();
    const surplus = there.length - MOST;
    const place = there.indexOf(document.getElementById(reading?.id));
    const atTheEnd = place >= 0 && place < there.length / 2;
    const side = atTheEnd ? "newer" : "older";
    if (surplus <= 0 || linkTo(side)?.matches(".htmx-request")) return;
    let gone = null;
    for (const row of atTheEnd ? there.slice(-surplus).reverse() : there.slice(0, surplus)) {
      if (row.matches(HELD)) break;
      row.remove();
      gone = row;
    }
    if (gone) setLinkTo(side, rows().at(atTheEnd ? -1 : 0), gone);
    list.querySelector(atTheEnd ? ".line--new:not(:has(~ .message))" : ".line--new:not(.message ~ *)")?.remove();
  }
});
