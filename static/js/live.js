/* The page's one stream, as the SSE extension sees it: an EventSource that never dies.
   - It remembers the last event's number and says it in the address when it comes back, also after an HTTP error,
     where the browser's own EventSource would forget it.
   - A hidden tab gives its connection back (a browser has six for a host) and catches up when it is shown.
   - It tells the page when it is away and back, live:away and live:back, and what behaviours want to hear that swap
     nothing: live:typing, live:presence-changed, live:room-news …
   - It says from which moment on the page has to hear nudges: that of its rendering, later the last one that the server
     has told. Where nobody knows what was missed it tells the page live:missed: what shows something that nudges are
     about asks for it. So it does when it comes back: what another process changed, nobody may have told.
   - It says every now and then that it is there: of a laptop that was closed the server would not hear otherwise.
   - Where the server has nothing for this person any more (204), or the page says live:leave, it stops: live:denied. */
class Stream extends EventTarget {
  static FIRST_PAUSE = 500;
  static LONGEST_PAUSE = 15000;
  static SIGN_EVERY = 15000;
  static LONGEST_SILENCE = 65000; // the server tells the moment every 20 seconds
  static TOLD = ["typing", "presence-changed", "members-changed", "room-news", "direct-news", "room-read", "seen", "rooms-changed", "room-changed", "room-gone", "room-lost", "draft-changed", "posts-changed", "post-changed", "project-changed", "comment-gone", "requests-changed", "notifications-changed", "many-told"];

  constructor(address) {
    super();
    this.address = new URL(address, location.href);
    this.address.searchParams.set("page", name());
    this.address.searchParams.set("since", document.body.dataset.momentNonce);
    this.names = new Set(["stream-open", "stream-moment", "stream-stale", "stream-reset", "stream-closed", ...Stream.TOLD]);
    this.pause = Stream.FIRST_PAUSE;
    this.readyState = EventSource.CONNECTING;
    this.whenShown = () => (document.hidden ? this.rest() : this.open());
    document.addEventListener("visibilitychange", this.whenShown);
    document.addEventListener("live:leave", () => this.denied());
    addEventListener("pagehide", () => this.rest());
    addEventListener("pageshow", (event) => event.persisted && this.open());
    addEventListener("online", () => (this.rest(), this.open())); // the old connection may be one to nowhere
    this.open();
  }

  addEventListener(name, listener, options) {
    super.addEventListener(name, listener, options);
    if (this.names.has(name)) return;
    this.names.add(name);
    this.source?.addEventListener(name, this.pass);
  }

  open() {
    if (document.hidden || this.readyState === EventSource.CLOSED || this.source) return;
    clearTimeout(this.retry);
    this.heardAt = Date.now();
    this.source = new EventSource(this.address);
    for (const name of this.names) this.source.addEventListener(name, this.pass);
    this.source.onerror = () => this.failed();
    this.signs = setInterval(() => this.sign(), Stream.SIGN_EVERY);
  }

  pass = (event) => {
    this.heardAt = Date.now();
    if (event.type === "stream-open") this.opened();
    if (event.type === "stream-moment") this.address.searchParams.set("since", event.data);
    if (event.lastEventId) this.address.searchParams.set("lastEventId", event.lastEventId);
    if (Stream.TOLD.includes(event.type)) tell(`live:${event.type}`, event.data);
    this.dispatchEvent(new MessageEvent(event.type, { data: event.data, lastEventId: event.lastEventId }));
  };

  opened() {
    this.pause = Stream.FIRST_PAUSE;
    this.readyState = EventSource.OPEN;
    this.onopen?.(new Event("open"));
    document.documentElement.dataset.live = "open";
    tell("live:back");
    if (this.hasBeenOpen) tell("live:missed");
    this.hasBeenOpen = true;
  }

  sign() {
    // A connection to nowhere, after the computer had slept: the browser may not notice for long.
    if (Date.now() - this.heardAt > Stream.LONGEST_SILENCE) return this.rest(), this.open();
    const address = new URL(`alive/?page=${this.address.searchParams.get("page")}`, this.address);
    fetch(address, { method: "POST" }).catch(() => {}); // the stream will notice too
  }

  async failed() {
    // A lost connection is tried again, and CONNECTING. CLOSED was an answer that is no stream; which, only fetch sees.
    const answered = this.source?.readyState === EventSource.CLOSED;
    this.rest();
    document.documentElement.dataset.live = "away";
    tell("live:away");
    if (answered && (await statusOf(this.address)) === 204) return this.denied();
    // Everybody comes back after a deploy: not all in the same moment.
    this.retry = setTimeout(() => this.open(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, Stream.LONGEST_PAUSE);
  }

  denied() {
    this.close();
    document.documentElement.dataset.live = "denied";
    tell("live:denied");
  }

  rest() {
    clearTimeout(this.retry);
    clearInterval(this.signs);
    this.source?.close();
    this.source = null;
    document.documentElement.dataset.live = "rests";
    if (this.readyState === EventSource.OPEN) this.readyState = EventSource.CONNECTING;
  }

  close() {
    this.rest();
    this.readyState = EventSource.CLOSED;
    document.removeEventListener("visibilitychange", this.whenShown);
  }
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

function name() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function statusOf(address) {
  const stop = new AbortController();
  const answer = await fetch(address, { signal: stop.signal }).catch(() => null);
  stop.abort(); // a stream, where the server has come back meanwhile
  return answer?.status;
}

htmx.createEventSource = (address) => {
  const stream = new Stream(address);
  // The log does not reach back to where this page was, or too much has changed to be told: fetch it anew instead.
  stream.addEventListener("stream-reset", () => tell("live:reset"));
  stream.addEventListener("stream-stale", () => tell("live:missed", "stale"));
  stream.addEventListener("stream-again", () => {
    stream.rest();
    stream.open();
  });
  return stream;
};
