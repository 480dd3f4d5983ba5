/* "Ada is writing": told while the text changes, every three seconds at most; shown to the others for six after the
   last sign, or until her message is there. */
const TELL_EVERY = 3000;
const SHOWN_FOR = 6000;
const A_WORD = 250; // who sends so soon needs no sign
const OVERTAKEN = 500; // a sign that comes so soon after the message was given before it

behaviour("typing", (line) => {
  const text = line.closest("form").elements.body;
  const writers = new Map();
  const done = new Map();
  let told = 0;
  let waiting = null;

  text.addEventListener("input", () => {
    if (Date.now() - told >= TELL_EVERY) waiting ??= setTimeout(tell, A_WORD);
  });

  function tell() {
    waiting = null;
    if (!text.value.trim() || !line.isConnected) return;
    told = Date.now();
    const headers = pageHeaders();
    fetch(line.dataset.to, { method: "POST", headers }).then(
      ({ status, headers: said }) => status === 429 && (told = Date.now() + 1000 * (Number(said.get("Retry-After")) || 60)),
      () => {}, // the next one may arrive
    );
  }

  const listening = {
    "composer:sent": () => (told = 0),
    "live:typing": (event) => {
      const { user, name } = JSON.parse(event.detail);
      if (String(user) === line.dataset.me || Date.now() - (done.get(user) ?? 0) < OVERTAKEN) return;
      clearTimeout(writers.get(user)?.until);
      writers.set(user, { name, until: setTimeout(() => stops(user), SHOWN_FOR) });
      show();
    },
    "rows:placed": (event) => {
      const newest = [...event.target.children].slice(-event.detail.rows.length - 5);
      for (const row of event.detail.rows) {
        if (!newest.includes(row)) continue; // history
        done.set(Number(row.dataset.author), Date.now());
        stops(Number(row.dataset.author));
      }
    },
  };
  for (const [name, hear] of Object.entries(listening)) {
    document.addEventListener(name, function heard(event) {
      line.isConnected ? hear(event) : document.removeEventListener(name, heard);
    });
  }

  function stops(user) {
    clearTimeout(writers.get(user)?.until);
    if (writers.delete(user)) show();
  }

  function show() {
    const names = [...writers.values()].map((writer) => writer.name);
    line.replaceChildren();
    if (!names.length) return;
    const words = document.getElementById(["one-writes", "two-write"][names.length - 1] ?? "several-write");
    line.append(words.content.cloneNode(true));
    line.querySelectorAll("b").forEach((place, number) => place.replaceWith(names[number]));
  }
});
