/* The bell asks for itself when its person is told something: in a tab that is shown, and once a second at most, however
   much happens. What many are told at once, they do not ask for in the same moment. */
const PAUSE = 1000; // milliseconds
const [FOR_EACH, LONGEST] = [2, 10000]; // milliseconds

let [askedAt, waiting, opened] = [0, null, false];

behaviour("told", () => document.dispatchEvent(new CustomEvent("bell:changed")));

function soon() {
  waiting ??= setTimeout(ask, Math.max(askedAt + PAUSE - Date.now(), 0));
}

function ask() {
  waiting = null;
  askedAt = Date.now();
  const bell = document.getElementById("bell-of-all");
  if (bell?.matches(".htmx-request, .htmx-added")) soon(); // what is on its way may not know of it
  else if (bell) htmx.trigger(bell, "told");
}

document.addEventListener("live:notifications-changed", soon);
document.addEventListener("live:many-told", ({ detail }) => setTimeout(soon, Math.random() * Math.min(detail * FOR_EACH, LONGEST)));
document.addEventListener("live:back", () => (opened ? soon() : (opened = true))); // what happened meanwhile, nobody told
