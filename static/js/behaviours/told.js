/* The bell asks for itself when its person is told something: in a tab that is shown, and once a second at most, however
   much happens. What many are told at once, they do not ask for in the same moment. */
const PAUSE = 1000; // milliseconds
const [FOR_EACH, LONGEST] = [2, 10000]; // milliseconds

behaviour("told", () => document.dispatchEvent(new CustomEvent("bell:changed")));

const soon = refetches({ find: () => document.getElementById("bell-of-all"), event: "told", pause: PAUSE });

document.addEventListener("live:notifications-changed", soon);
document.addEventListener("live:many-told", ({ detail }) => setTimeout(soon, Math.random() * Math.min(detail * FOR_EACH, LONGEST)));
document.addEventListener("live:missed", soon);
