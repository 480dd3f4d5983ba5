/* In how many rooms and conversations there is something unread, and how many notifications are, in the title and on the navigation of every tab. A tab
   that is shown hears it and tells those that are hidden, which hold no connection; where none is shown, one of them
   asks at times. */
const ASKS_EVERY = 60000; // milliseconds; browsers wake hidden tabs no more often

behaviour("total", (side) => {
  totals ??= new Totals(side);
  totals.tell(unreadIn(side));
});

let totals = null;

const PLACES = ["total", "direct-total", "notification-count"];

const unreadIn = ({ dataset }) => [dataset.total, dataset.direct, document.getElementById("bell-of-all").dataset.number].map(Number);

const prefixOf = (unread) => {
  const total = unread.reduce((sum, number) => sum + number, 0);
  return total ? `(${total}) ` : "";
};

class Totals {
  constructor(side) {
    this.address = `${side.getAttribute("hx-get")}?news`;
    this.name = `totals-of-${side.dataset.me}`;
    this.prefix = prefixOf(unreadIn(side));
    this.listen();
    addEventListener("pagehide", () => (this.tabs = this.tabs?.close())); // what is told something is not kept to go back to
    addEventListener("pageshow", ({ persisted }) => persisted && this.listen());
    document.addEventListener("htmx:afterSettle", () => this.prefixTitle()); // an answer may bring a title without it
    document.addEventListener("bell:changed", () => this.tell(unreadIn(document.getElementById("side-rooms"))));
    setInterval(() => this.ask(), ASKS_EVERY * (0.9 + Math.random() / 5));
  }

  listen() {
    this.tabs = new BroadcastChannel(this.name);
    this.tabs.onmessage = ({ data }) => this.hear(data);
  }

  tell(unread) {
    this.knownAt = Date.now();
    this.show(unread);
    this.tabs?.postMessage(unread);
  }

  hear(unread) {
    this.knownAt = Date.now();
    if (document.hidden) this.show(unread); // a tab that is shown knows better: it reads a room itself
  }

  async ask() {
    if (!document.hidden || Date.now() - this.knownAt < ASKS_EVERY / 2) return;
    const answer = await fetch(this.address).catch(() => null);
    if (answer?.ok && !answer.redirected) this.tell((await answer.text()).split(" ").map(Number));
  }

  prefixTitle() {
    if (!document.title.startsWith(this.prefix)) document.title = this.prefix + document.title;
  }

  show(unread) {
    if (document.title.startsWith(this.prefix)) document.title = document.title.slice(this.prefix.length);
    this.prefix = prefixOf(unread);
    this.prefixTitle();
    for (const [index, id] of PLACES.entries()) {
      const place = document.getElementById(id);
      place.hidden = !unread[index];
      place.firstElementChild.textContent = unread[index];
    }
  }
}
