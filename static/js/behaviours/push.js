/* Whether this browser is told by push. The page knows where the server tells it; the browser, where it listens. */
behaviour("push", async (place) => {
  const { key, address, worker, failed } = place.dataset;
  let endpoint = place.dataset.endpoint;

  const registered = () => navigator.serviceWorker.getRegistration(worker);
  const listening = async () => (await registered())?.pushManager.getSubscription();
  const isOurs = ({ options }) => encoded(options.applicationServerKey) === key;

  async function state() {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "unsupported";
    if (Notification.permission === "denied") return "blocked";
    const mine = await listening();
    return mine && isOurs(mine) && mine.endpoint === endpoint && Notification.permission === "granted" ? "on" : "off";
  }

  async function show() {
    const now = await state();
    const held = place.contains(document.activeElement);
    for (const part of place.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== now;
    if (held) place.querySelector("button:not([hidden])")?.focus(); // the pressed one is gone
    place.dataset.now = now;
  }

  const doings = {
    async off() {
      if ((await Notification.requestPermission()) !== "granted") return;
      await navigator.serviceWorker.register(worker);
      const { pushManager } = await navigator.serviceWorker.ready;
      const former = await pushManager.getSubscription();
      if (former && !isOurs(former)) await former.unsubscribe(); // of a key that the site has no more
      const mine = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      const { keys } = mine.toJSON();
      if (await tell("POST", address, { endpoint: mine.endpoint, ...keys })) endpoint = mine.endpoint;
      else await mine.unsubscribe();
    },
    async on() {
      if (!(await tell("DELETE", address))) return;
      endpoint = "";
      await (await listening())?.unsubscribe();
      await (await registered())?.unregister();
    },
  };

  place.addEventListener("click", async ({ target }) => {
    const button = target.closest("button[data-state]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    await doings[button.dataset.state]().catch(() => document.dispatchEvent(new CustomEvent("toast", { detail: failed })));
    button.removeAttribute("aria-busy");
    await show();
  });

  await show();
  const permission = await navigator.permissions?.query({ name: "notifications" }).catch(() => null);
  permission?.addEventListener("change", show); // in the browser's own settings
});

/* The number on the icon of a site that is installed: a push puts it there, and reading takes it down. */
document.addEventListener("bell:changed", () => {
  const number = Number(document.getElementById("bell-of-all")?.dataset.number ?? 0);
  navigator.setAppBadge?.(number).catch(() => {});
});

function encoded(bytes) {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
