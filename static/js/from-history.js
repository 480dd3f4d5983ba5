/* Whether the page was loaded by going back or forward, or from the browser's cache: then its HTML is that of the past,
   and what can have changed since is asked for anew. A page that comes out of the back/forward cache is not loaded:
   it hears "pageshow", with `event.persisted`. */
const [navigation] = performance.getEntriesByType("navigation");

globalThis.loadedFromHistory = navigation?.type === "back_forward" || navigation?.transferSize === 0;
