/* `behaviour("name", attach)` runs attach(element) once for each element with data-behaviour="name", also for those
   that htmx brings later. */
const known = new Map();
const attached = new WeakMap();

function attachAll(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) elements.unshift(root);
  for (const element of elements) {
    const done = attached.get(element) ?? new Set();
    for (const name of element.dataset.behaviour.split(" ")) {
      if (done.has(name) || !known.has(name)) continue;
      done.add(name);
      known.get(name)(element);
    }
    attached.set(element, done);
  }
}

// The server need not guess what a page with scripts tells by itself: how far one has read.
document.cookie = `scripts=1; Path=/; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`;

globalThis.behaviour = (name, attach) => known.set(name, attach);
globalThis.attachBehaviours = attachAll;
htmx.onLoad(attachAll);
