/* Shows what the site tells this browser while none of its pages is open. It keeps no pages, and stands in no request's way. */
const SUBSCRIPTIONS = "/notifications/subscriptions/";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("push", (event) => event.waitUntil(show(event.data.json())));

async function show({ title, unread, url, ...options }) {
  navigator.setAppBadge?.(unread).catch(() => {});
  const [before] = await registration.getNotifications({ tag: options.tag });
  // What comes twice says nothing the second time; what is new in the same row does.
  const renotify = before !== undefined && before.data.number !== options.number;
  return registration.showNotification(title, { ...options, renotify, data: { url, number: options.number } });
}

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(new URL(event.notification.data.url, location.origin)));
});

/* To the tab that shows it already, or else to a new one: in any other somebody may be writing. */
async function lead(address) {
  if (address.origin !== location.origin) return;
  const tabs = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = tabs.find((tab) => tab.url === address.href);
  if (there) return there.focus();
  return clients.openWindow(address.href);
}

/* The browser has thrown its subscription away, or changed it. Only whoever had it on gets another. */
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew()));

async function renew() {
  const answer = await fetch(SUBSCRIPTIONS);
  if (!answer.ok || answer.redirected) return; // nobody is signed in here
  const { endpoint, key, token } = await answer.json();
  if (!endpoint || !key) return;
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint: address, keys } = subscription.toJSON();
  const body = new URLSearchParams({ endpoint: address, ...keys });
  await fetch(SUBSCRIPTIONS, { method: "POST", headers: { "X-CSRFToken": token }, body });
}
