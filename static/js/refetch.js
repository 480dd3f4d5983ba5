/* `refetches({find, event, wait})` returns a function: called for a reason, it lets an element ask for itself anew by
   `event`, after `wait()` milliseconds and once for all the reasons that come until then; with `pause`, at most once in
   so many milliseconds.
   - `find()` gives the element that stands there now: an answer to an earlier question may have taken its place, and
     what waits on an element goes with it.
   - While an answer is under way it waits: that may know nothing of the reason.
   - Where no answer came, or the stream is away, it asks later. */
const [LOOKS_AGAIN, TRIES_AGAIN] = [100, 10000]; // milliseconds
const UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling";

globalThis.isUnderWay = (element) => element.matches(UNDER_WAY);

globalThis.refetches = ({ find, event, wait = () => 0, pause = 0 }) => {
  let waiting = null;
  let askedAt = -Infinity;

  function later(delay) {
    waiting ??= setTimeout(ask, Math.max(delay, askedAt + pause - Date.now()));
  }

  function ask() {
    waiting = null;
    const element = find();
    if (!element) return;
    if (isUnderWay(element)) return later(LOOKS_AGAIN);
    if (document.documentElement.dataset.live === "away") {
      return document.addEventListener("live:back", () => later(wait()), { once: true });
    }
    askedAt = Date.now();
    element.addEventListener("htmx:afterRequest", whenAnswered);
    htmx.trigger(element, event);
  }

  function whenAnswered({ target, currentTarget, detail: { xhr } }) {
    if (target !== currentTarget) return;
    currentTarget.removeEventListener("htmx:afterRequest", whenAnswered);
    if (xhr.status === 0 || xhr.status === 429 || xhr.status >= 500) later(TRIES_AGAIN);
  }

  return () => later(wait());
};
