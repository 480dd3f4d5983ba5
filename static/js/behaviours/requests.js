/* Who asks to follow one, and how many they are: what shows it asks for itself when that has changed. */
const [SOON, SPREAD] = [150, 150]; // milliseconds

behaviour("requests", (place) => {
  const ended = new AbortController();
  const find = () => document.querySelector(`#${place.id}[data-behaviour~=requests]`);
  const refresh = refetches({ find, event: "requests", wait: () => SOON + Math.random() * SPREAD });
  const hear = () => (place.isConnected ? refresh() : ended.abort());
  for (const name of ["live:requests-changed", "live:missed"]) document.addEventListener(name, hear, { signal: ended.signal });
});
