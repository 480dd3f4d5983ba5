/* The scroll of a room: it opens at the message that was asked for, at what is new, or at the newest; stays where one
   reads whatever comes or goes, and follows at the end. The pill leads there and counts what came meanwhile. */

behaviour("talk", (talk) => {
  const list = talk.querySelector("#messages");
  const pill = talk.querySelector(".room__newest");
  const words = pill.querySelector("span");
  const complete = () => !linkTo("newer");
  const toEnd = () => talk.scrollTo({ top: talk.scrollHeight });
  const topOf = (row) => row.getBoundingClientRect().top - talk.getBoundingClientRect().top;
  const unseen = new Set(); // the numbers of what came while one was reading further up
  let [pinned, following, going] = [true, false, false]; // kept at the end; so until more was said; on the way there
  let anchors = []; // what is in sight, and where

  function notice() {
    pinned = (going &&= !complete()) || (complete() && atEnd(talk));
    following &&= atEnd(talk);
    remember();
    show();
  }

  function remember() {
    anchors = [];
    for (const row of list.querySelectorAll("li[id]")) {
      const top = topOf(row);
      if (top >= talk.clientHeight) break;
      if (top + row.offsetHeight > 0) anchors.push({ id: row.id, top });
    }
    if (anchors[0]?.top < 0 && anchors.length > 1) anchors.push(anchors.shift()); // only in part in sight: the last choice
  }

  /* Browsers do some of this themselves, not all of them and not at the very top. */
  function keep() {
    if (pinned) return toEnd();
    const anchor = anchors.find(({ id }) => document.getElementById(id));
    const moved = anchor ? topOf(document.getElementById(anchor.id)) - anchor.top : 0;
    if (Math.abs(moved) >= 0.5) talk.scrollTop += moved;
    remember();
  }

  function show() {
    if ((pill.hidden = pinned)) unseen.clear();
    words.textContent = unseen.size ? words.dataset.newer.replace("#", unseen.size) : words.dataset.newest;
  }

  function toNewest() {
    pinned = going = true;
    if (complete()) toEnd();
    else list.dispatchEvent(new CustomEvent("history:newest", { bubbles: true }));
  }

  list.addEventListener("rows:before", ({ detail }) => pinned || detail.news?.forEach((number) => unseen.add(number)));
  list.addEventListener("rows:placed", () => {
    document.getElementById("nothing-yet")?.remove();
    if (following && complete()) [pinned, following] = [true, false];
    keep();
    show();
  });
  document.addEventListener("htmx:sseBeforeMessage", ({ detail: { type, data } }) => {
    if (type === "message-removed" && unseen.delete(Number(data.split("-")[1]))) show();
  });
  talk.addEventListener("scroll", notice, { passive: true });
  for (const name of ["wheel", "touchmove"]) talk.addEventListener(name, () => (going = false), { passive: true });
  const watch = new ResizeObserver(keep);
  for (const element of [talk, list]) watch.observe(element);
  pill.addEventListener("click", (event) => {
    event.preventDefault();
    if (!complete()) history.replaceState(null, "", event.target.closest("a").href);
    toNewest();
  });
  document.addEventListener("composer:sent", toNewest);
  document.addEventListener("live:reset", () => (following = pinned));

  const target = document.getElementById(talk.dataset.target || location.hash.slice(1));
  const news = list.querySelector(".line--new");
  target?.classList.add("message--target");
  if (target) target.scrollIntoView({ block: "center" });
  else talk.scrollTop += news ? topOf(news) - talk.clientHeight / 4 : talk.scrollHeight;
  notice();
});
