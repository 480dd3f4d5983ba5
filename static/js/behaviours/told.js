/* The bell asks for itself when its person is told something: in a tab that is shown, and once a second at most, however
   much happens. Where many people are told the same, not all of them ask in one moment. */
const PAUSE = 1000; // milliseconds
const [FOR_EACH, LONGEST] = [2, 10000];
const STAY = 6000;

let [askedAt, waiting, opened] = [0, null, false];

behaviour("told", () => document.dispatchEvent(new CustomEvent("bell:changed")));

function soon(number) {
  const spread = Math.random() * Math.min(LONGEST, number * FOR_EACH);
  waiting ??= setTimeout(ask, Math.max(spread, askedAt + PAUSE - Date.now(), 0));
}

function ask() {
  waiting = null;
  askedAt = Date.now();
  const bell = document.getElementById("bell-of-all");
  if (bell?.matches(".htmx-request, .htmx-added")) soon(0); // what is on its way may not know of it
  else if (bell) htmx.trigger(bell, "told");
}

document.addEventListener("live:notifications-changed", ({ detail }) => soon(Number(detail) || 0));
document.addEventListener("live:back", () => (opened ? soon(0) : (opened = true))); // what happened meanwhile, nobody told

/* The word of what is new goes by itself. */
htmx.onLoad((word) => word.matches(".toast--told") && setTimeout(() => word.remove(), STAY));
