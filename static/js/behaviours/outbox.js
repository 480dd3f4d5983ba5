/* What one sends stands in the room at once and goes out one after the other, each under a number of its own. The
   server takes a number once, so that to try again doubles nothing. The rows themselves: sending.js. */
const PATIENCE = 3000; // milliseconds that a row stays when the server has the message and the list has not
const SET_ASIDE = new Set(["refused", "arrived"]);

behaviour("outbox", (template) => {
  const list = document.getElementById("messages");
  const { address, filesLost } = template.dataset;
  const entries = []; // {fields, row, state: waiting, failed (to be tried again), refused or arrived}
  const change = (act) => changeRows(list, act);
  let busy = false;
  let retry; // a timer

  function add(fields) {
    const row = template.content.firstElementChild.cloneNode(true);
    const entry = { fields, row, state: "waiting" };
    entries.push(entry);
    change(() => {
      list.append(row);
      attachBehaviours(row);
      row.dispatchEvent(new CustomEvent("sending:stands", { detail: fields }));
    });
    row.addEventListener("sending:ended", ({ detail }) => ended(entry, detail));
    row.addEventListener("sending:retry", () => ((entry.state = "waiting"), again()));
    row.addEventListener("sending:discard", () => (change(() => drop(entry, false)), go()));
    return entry;
  }

  async function go() {
    if (busy) return;
    busy = true;
    for (let entry; (entry = entries.find(({ state }) => !SET_ASIDE.has(state)))?.state === "waiting"; ) {
      const over = new Promise((resolve) => (entry.over = resolve));
      entry.row.dispatchEvent(new CustomEvent("sending:goes", { detail: { address, list, fields: entry.fields } }));
      await over;
    }
    busy = false;
  }

  function ended(entry, { state, sentence, wait }) {
    clearTimeout(retry); // of an earlier refusal: this answer is newer
    if (!entries.includes(entry)) return; // its row has come by the stream
    const back = new CustomEvent("composer:returned", { cancelable: true, detail: { fields: entry.fields, sentence } });
    entry.state = { arrived: "arrived", failed: "failed" }[state] ?? "refused";
    // The list may be fetching its newest piece, in which the row will come.
    if (state === "arrived") setTimeout(() => entries.includes(entry) && change(() => drop(entry)), PATIENCE);
    else if (state === "returned" && !document.dispatchEvent(back)) change(() => drop(entry, false));
    else change(() => entry.row.dispatchEvent(new CustomEvent("sending:failed", { detail: sentence })));
    if (wait) retry = setTimeout(again, wait * 1000); // too many at once: it goes by itself later
    entry.over?.();
  }

  function drop(entry, arrived = true) {
    entries.splice(entries.indexOf(entry), 1);
    entry.row.remove();
    entry.over?.();
    keep();
    document.dispatchEvent(new CustomEvent("outbox:done", { detail: { arrived } }));
  }

  function again() {
    for (const entry of entries) if (entry.state === "failed") entry.state = "waiting";
    go();
  }

  const keep = () => outboxOf(address).keep(entries.map(({ fields }) => fields));
  document.addEventListener("composer:send", ({ detail }) => (add(detail), keep(), again()));
  for (const [where, what] of [[document, "live:back"], [window, "online"]]) where.addEventListener(what, again);
  list.addEventListener("rows:before", ({ detail }) => {
    const numbers = detail.incoming.map((row) => row.dataset.client);
    for (const entry of entries.filter(({ row }) => numbers.includes(row.dataset.client))) drop(entry);
  });
  addEventListener("beforeunload", (event) => entries.some(({ fields }) => hasFiles(fields)) && event.preventDefault());

  for (const { fields, lost } of outboxOf(address).kept()) {
    if (list.querySelector(`[data-client="${fields.get("client_id")}"]`)) continue;
    const entry = add(fields);
    if (lost) ended(entry, { state: "refused", sentence: filesLost });
  }
  again();
});
