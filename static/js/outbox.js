/* Whoever keeps the place of a list, its days and its heads hears of a change that brings no row. */
globalThis.changeRows = (list, act) => {
  list.dispatchEvent(new CustomEvent("rows:before", { bubbles: true, detail: { incoming: [] } }));
  act();
  list.dispatchEvent(new CustomEvent("rows:placed", { bubbles: true, detail: { rows: [] } }));
};

/* What of an outbox survives a reload: the words of each message, and whether files went with it, which cannot. It is
   kept for the one who wrote it: somebody else may sign in, in the same tab. */
globalThis.hasFiles = (fields) => [...fields.values()].some((value) => value instanceof File && value.size);

globalThis.mine = (what, address) => `${what} of ${document.getElementById("side-rooms")?.dataset.me} ${address}`;

globalThis.outboxOf = (address) => ({
  keep(messages) {
    const words = messages.map((fields) => ({
      fields: [...fields].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"),
      lost: hasFiles(fields),
    }));
    try {
      sessionStorage.setItem(mine("outbox", address), JSON.stringify(words));
    } catch {} // storage is full or forbidden: the message still stands on the page
  },
  kept() {
    let words = [];
    try {
      words = JSON.parse(sessionStorage.getItem(mine("outbox", address))) ?? [];
    } catch {}
    return words.map(({ fields, lost }) => ({ fields: filled(fields), lost }));
  },
});

function filled(pairs) {
  const fields = new FormData();
  for (const [name, value] of pairs) fields.append(name, value);
  return fields;
}
