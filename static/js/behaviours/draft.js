/* The draft of a room's composer. The server keeps it, a second after the last key and when the page is left, with the
   message that it answers; so it is there in another browser too. Each text that is saved has a version: a window that
   knows only an older one overwrites nothing, and is told what there is. A copy that nobody has touched follows the
   other windows; what was typed here stays, and the other text is offered beside it. */
const PAUSE = 1000; // milliseconds after the last key
const LATE = 1000; // milliseconds after which a stream that opens may have missed something
const NONE = "none"; // the version of a draft that does not exist

behaviour("draft", (text) => {
  const address = text.dataset.draft;
  const { form } = text;
  const { client_id: id, draft: field, reply_to: reply } = form.elements;
  const { room } = form.closest("[data-room]").dataset;
  const place = mine("draft", address);
  const offer = form.querySelector("[data-part=other-draft]");
  const versions = new Set([field.value]); // that may be overwritten from here, the newest last
  const sent = new Set(); // those of which messages were made that have not arrived yet
  const now = () => ({ body: text.value, reply: reply.value });
  let saved = { body: text.defaultValue, reply: reply.defaultValue }; // what the server has; null where that is not known
  let other = null; // a draft of another window, while it is offered
  let unshown = ""; // a reply to a message that is not on the page: its words are the server's to tell
  let [pause, saving, asking] = [null, null, null];
  let saves = 0; // begun so far

  const same = (one, two) => Boolean(one && two) && one.body === two.body && (one.reply === two.reply || !one.body.trim());
  const isTouched = () => !same(now(), saved);

  function know(...names) {
    for (const name of names) {
      versions.delete(name);
      versions.add(name);
    }
    field.value = [...sent, ...versions].join(" ");
  }

  /* The server has this version: those before it may not be overwritten any more. */
  function knowSince(name) {
    for (const older of [...versions]) {
      if (older === name) break;
      versions.delete(older);
    }
    know();
  }

  function later() {
    clearTimeout(pause);
    if (other && !text.value.trim()) adopt(other);
    pause = other || !isTouched() ? null : setTimeout(save, PAUSE);
  }

  /* One after the other; a page that is left cannot wait. */
  async function save({ leaving = false } = {}) {
    clearTimeout(pause);
    if (saving && !leaving) return saving.then(later);
    if (!isTouched()) return;
    const [words, before, client_id] = [now(), saved, id.value];
    const version = words.body.trim() ? newNumber() : NONE;
    const mayOverwrite = field.value;
    if (leaving) remember({ ...words, client_id, versions: [...versions, version] });
    if (other) return; // which of the two is kept has not been said yet
    saved = words;
    saves += 1;
    know(version);
    const body = new URLSearchParams({ body: words.body, reply_to: words.reply, client_id, version, versions: mayOverwrite });
    saving = fetch(address, { method: "POST", headers: pageHeaders(), body, keepalive: leaving })
      .then(async (answer) => {
        if (answer.status === 409) return refused(await answer.json());
        if (answer.status !== 204) throw answer;
        remember(null);
        knowSince(version);
        if (unshown && unshown === reply.value) look();
      })
      .catch((answer) => {
        if (saved === words) saved = null;
        const wait = answer?.status === 429 && Number(answer.headers.get("Retry-After"));
        if (wait) setTimeout(() => saved === null && later(), wait * 1000); // too many at once
      })
      .finally(() => (saving = null));

    function refused(there) {
      if (client_id !== id.value) return; // its message has gone since
      if (!mayOverwrite.split(" ").includes(version)) versions.delete(version);
      if (saved === words) saved = before;
      merge(there);
    }
  }

  /* What may not have reached the server when the page was left. */
  function remember(words) {
    try {
      if (words) sessionStorage.setItem(place, JSON.stringify(words));
      else sessionStorage.removeItem(place);
    } catch {} // storage is forbidden or full
  }

  function remembered() {
    try {
      return JSON.parse(sessionStorage.getItem(place));
    } catch {
      return null;
    }
  }

  /* What the server has now. `fills`: whether it may appear in an empty composer; not where one is about to write. An
     answer that a save of this page may have overtaken says nothing of it: the question is asked again. */
  async function look({ fills = true } = {}) {
    if (asking || !(fills || text.value)) return;
    const headers = { ...pageHeaders(), Accept: "application/json" };
    const [wasSaving, before] = [saving, saves];
    asking = fetch(`${address}?client_id=${id.value}`, { headers, cache: "no-store" }).catch(() => null);
    const answer = await asking;
    asking = null;
    if (wasSaving || saves !== before) return (saving ?? Promise.resolve()).then(() => look({ fills }));
    if (!answer?.ok || !answer.headers.get("Content-Type").startsWith("application/json")) return;
    const there = await answer.json().catch(() => null);
    if (there && (fills || text.value)) merge(there);
  }

  function merge(there) {
    const theirs = { body: there.body, reply: there.reply?.pk ?? "" };
    if (sent.has(there.version)) return; // a message was made of it, which is under way
    const isSent = there.sent === id.value; // a message has this number already
    if (isSent && there.sent_body === text.value.trim()) return adopt({ ...there, client_id: newNumber() });
    if (isSent) id.value = newNumber();
    if (versions.has(there.version)) {
      saved = theirs;
      if (there.version !== NONE) knowSince(there.version);
      if (theirs.reply === reply.value) showReply(there.reply);
      remember(null);
      return later();
    }
    if (there.version === other?.version) return;
    if (!text.value.trim() || !isTouched() || same(theirs, now())) return adopt(there);
    if (there.version === NONE) return restart();
    versions.clear();
    know();
    show(there);
  }

  function adopt(there) {
    versions.clear();
    know(there.version);
    if (text.value !== there.body) {
      text.value = there.body;
      text.setSelectionRange(text.value.length, text.value.length);
    }
    id.value = there.sent === there.client_id ? newNumber() : there.client_id;
    showReply(there.reply);
    saved = now();
    remember(null);
    show(null);
  }

  /* A message on the page, or what the server tells of one; null for none. */
  function showReply(message) {
    unshown = "";
    document.dispatchEvent(new CustomEvent("draft:reply", { detail: message }));
  }

  /* The draft of which this was a copy is gone: what was typed here is a draft of its own. */
  function restart() {
    if (saved?.body) document.dispatchEvent(new CustomEvent("toast", { detail: text.dataset.ended }));
    id.value = newNumber();
    versions.clear();
    know(NONE);
    saved = { body: "", reply: "" };
    show(null);
    later();
  }

  function show(draft) {
    other = draft;
    offer.hidden = !draft;
    offer.querySelector("[data-part=words]").textContent = draft?.body.trim().slice(0, 200) ?? "";
  }

  offer.addEventListener("click", ({ target: { name } }) => {
    if (name === "use-other") adopt(other);
    if (name === "keep-mine") {
      know(other.version);
      saved = null;
      show(null);
      save();
    }
    if (name) text.focus();
  });
  text.addEventListener("input", later);
  reply.addEventListener("change", later);
  document.addEventListener("composer:sent", () => {
    clearTimeout(pause);
    for (const version of versions) if (version !== NONE) sent.add(version);
    versions.clear();
    know(NONE);
    saved = now();
    remember(null);
    if (other) adopt(other);
  });
  // What has arrived took its draft with it; what was discarded did not.
  document.addEventListener("outbox:done", ({ detail: { arrived } }) => {
    if (!arrived) know(...sent, ...versions);
    sent.clear();
    know();
    if (!arrived || text.value) saved = null;
    later();
  });
  document.addEventListener("live:draft-changed", ({ detail }) => {
    const [pk, version] = detail.split(" ");
    if (pk === room && !versions.has(version) && !sent.has(version)) look({ fills: false });
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? save({ leaving: true }) : look()));
  addEventListener("pagehide", () => save({ leaving: true }));
  addEventListener("pageshow", ({ persisted }) => persisted && look());
  addEventListener("online", () => saved === null && later());
  document.addEventListener("live:back", () => {
    if (saved === null) later();
    if (performance.now() > LATE) look({ fills: false });
  });

  text.autocomplete = "off"; // what a browser puts back after Back may have been sent since
  const left = remembered();
  const unsent = outboxOf(new URL(form.action).pathname).kept().map(({ fields }) => fields.get("body"));
  if (left) {
    const isSaved = left.versions.at(-1) === field.value && !loadedFromHistory;
    remember(null);
    if (!isSaved) {
      const isKnown = left.versions.includes(field.value) && !loadedFromHistory;
      saved = isKnown ? now() : null;
      versions.clear();
      know(...left.versions);
      text.value = left.body;
      id.value = left.client_id;
      const answered = document.getElementById(`message-${left.reply}`);
      if (answered) showReply(answered);
      else reply.value = unshown = left.reply;
      if (isKnown && (answered || !left.reply)) later();
      else look();
    }
  } else if (loadedFromHistory) look();
  // What stands in the room as not sent yet does not stand here once more.
  if (text.value && unsent.some((body) => body.startsWith(text.value))) {
    for (const version of versions) sent.add(version);
    versions.clear();
    text.value = "";
    know(NONE);
    saved = now();
  }
});
