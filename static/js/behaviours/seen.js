/* What has been half in view for a second is seen, where its list says who is told: Discover and the feed. Several are
   told at once. */
const LOOK = 1000; // milliseconds
const TOGETHER = 2000;
const steps = Array.from({ length: 11 }, (_, step) => step / 10);
const looks = new Map(); // elements in view, with their timers
const told = new Set();
let waiting = new Map(); // addresses, with what is seen there
let soon = null;

function tell() {
  clearTimeout(soon);
  soon = null;
  for (const [address, names] of waiting) {
    const body = new URLSearchParams({ of: [...names].join(",") });
    fetch(address, { method: "POST", headers: pageHeaders(), body, keepalive: true }).catch(() => {}); // not worth a word
  }
  waiting = new Map();
}

function see(element) {
  const name = element.dataset.seen;
  const address = element.closest("[data-seen-at]")?.dataset.seenAt;
  looks.delete(element);
  watcher.unobserve(element);
  if (!address || told.has(name)) return;
  told.add(name);
  waiting.set(address, (waiting.get(address) ?? new Set()).add(name));
  soon ??= setTimeout(tell, TOGETHER);
}

const startLook = (element) =>
  document.hidden ? null : setTimeout(() => see(element), LOOK);

const watcher = new IntersectionObserver((entries) => {
  for (const { target, intersectionRatio, intersectionRect } of entries) {
    const isHalfSeen = intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2;
    if (isHalfSeen && !looks.has(target)) looks.set(target, startLook(target));
    if (isHalfSeen) continue;
    clearTimeout(looks.get(target));
    looks.delete(target);
  }
}, { threshold: steps });

htmx.onLoad((root) => {
  const found = [...root.querySelectorAll("[data-seen]")];
  if (root.matches?.("[data-seen]")) found.unshift(root);
  for (const element of found) if (!told.has(element.dataset.seen)) watcher.observe(element);
});
addEventListener("pagehide", tell);

/* What nobody looks at is not seen; the second begins anew when the page is shown again. */
document.addEventListener("visibilitychange", () => {
  if (document.hidden) tell();
  for (const [element, timer] of looks) {
    clearTimeout(timer);
    looks.set(element, startLook(element));
  }
});
