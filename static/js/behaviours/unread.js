/* What was in sight counts as read: its last number is told, while the tab is shown and reaches back to what was read,
   every two seconds at most. And the line "new since your last visit" is drawn where the page reaches back to it, or
   where one was when the tab was put away, or where one asks for it. */
const [AT_FIRST, PAUSE, LONGEST_PAUSE] = [300, 2000, 60000]; // milliseconds
const CATCHES_UP = 3000; // milliseconds after a tab is shown again in which it learns what it missed

behaviour("unread", (list) => {
  const talk = list.closest(".room__talk");
  const newest = () => Math.max(0, ...numbered(list).map(numberOf));
  const complete = () => !linkTo("newer");
  let visited = Number(list.dataset.readUpTo);
  let hadNews = newest() > visited; // what comes while one is here is no news
  let [told, telling, waiting, pause, left, said, shownAt] = [visited, null, null, AT_FIRST, null, false, 0];

  function seen() {
    if (complete() && atEnd(talk)) return newest();
    const rows = numbered(list);
    if (linkTo("older") && !(numberOf(rows[0]) <= told)) return 0;
    const end = talk.getBoundingClientRect().bottom;
    return numberOf(rows.findLast((row) => row.getBoundingClientRect().bottom <= end));
  }

  function look() {
    if (document.hidden || waiting || newest() <= told || seen() <= told) return;
    waiting = setTimeout(tell, pause);
  }

  async function tell() {
    waiting = clearTimeout(waiting);
    const upTo = seen();
    if (upTo <= told || !list.isConnected) return;
    const [headers, body] = [pageHeaders(), new URLSearchParams({ up_to: upTo })];
    const answer = await (telling = fetch(list.dataset.read, { method: "POST", headers, body, keepalive: true }).catch(() => null));
    if (answer?.ok) [told, pause] = [Math.max(told, upTo), PAUSE];
    else if (answer && answer.status < 500) return (told = Infinity); // whoever is refused once is so again
    else pause = Math.min(pause * 2, LONGEST_PAUSE);
    look();
  }

  function newFrom(number) {
    list.querySelector(".line--new")?.remove();
    [visited, hadNews, left] = [number, true, null];
  }

  list.addEventListener("rows:before", ({ detail }) => (said = !detail.piece));
  list.addEventListener("rows:placed", () => {
    if (said && left !== null && newest() > left && Date.now() - shownAt < CATCHES_UP) newFrom(left);
    if (hadNews) drawLine(list, visited);
    look();
  });
  talk.addEventListener("scroll", look, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      left = newest();
      if (waiting) tell(); // it was seen
    } else shownAt = Date.now();
    look();
  });
  addEventListener("pagehide", () => waiting && tell());
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (told === Infinity || !form.matches(`[action="${list.dataset.read}"]`)) return; // the room's menu
    told = Infinity;
    if (!telling) return;
    event.preventDefault(); // what is on its way would come after it, and be true instead
    telling.then(() => form.requestSubmit(submitter));
  });
  globalThis.whatWasReadIsTold = () => telling;
  list.addEventListener("message:unread", (event) => {
    newFrom(numberOf(event.target) - 1);
    drawLine(list, visited);
    told = Infinity; // it stays unread until one comes again
  });
  look();
});
