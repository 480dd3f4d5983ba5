/* Typing @ or # and a letter opens the names that begin so. The keys are the list's while it is open: ↑ and ↓ choose,
   Enter and Tab take, Escape closes. As apps/shared/text.py has it: a sign may follow anything but a letter of a script
   with capitals, a digit and what an address is made of; letters of scripts without spaces (你好@ada); and @ada/@dev. */
const NAME = /(?:^|[^\p{Lu}\p{Ll}\p{Lt}\p{N}_@#&/.+-]|@[\w.]+\/)([@#][\p{L}\p{M}\p{N}_.\u200c\u200d-]{1,40})$/u;
const REST = 120;
const QUIET = ["htmx:sendError", "htmx:responseError", "htmx:timeout"]; // no names, and nothing to say about it

behaviour("names", (text) => {
  const list = document.getElementById("names");
  let name = null; // as far as it is typed
  let chosen = 0;
  let pause = null;

  const address = () => `${list.dataset.names}?q=${encodeURIComponent(name)}`;
  const typed = () => text.value.slice(0, text.selectionStart).match(NAME)?.[1] ?? null;

  function look() {
    const wanted = text.selectionStart === text.selectionEnd ? typed() : null;
    if (wanted === name) return;
    name = wanted;
    clearTimeout(pause);
    if (name) pause = setTimeout(ask, REST);
    else close();
  }

  function ask() {
    htmx.ajax("GET", address(), { source: list, target: list, swap: "innerHTML" }).catch(() => {});
  }

  function open() {
    if (!name || name !== typed() || !list.children.length || document.activeElement !== text) return close();
    list.hidden = false;
    for (const [what, value] of Object.entries({ role: "combobox", "aria-expanded": true, "aria-controls": list.id })) {
      text.setAttribute(what, value);
    }
    choose(0);
  }

  function close() {
    list.hidden = true;
    for (const what of ["role", "aria-expanded", "aria-controls", "aria-activedescendant"]) text.removeAttribute(what);
  }

  function choose(place) {
    chosen = (place + list.children.length) % list.children.length;
    for (const option of list.children) option.setAttribute("aria-selected", option === list.children[chosen]);
    text.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function take(option = list.children[chosen]) {
    const end = text.selectionStart;
    const space = text.value[end] === " " ? "" : " ";
    text.setRangeText(option.dataset.insert + space, end - name.length, end, "end");
    close();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const keys = { ArrowDown: () => choose(chosen + 1), ArrowUp: () => choose(chosen - 1), Enter: take, Tab: take, Escape: close };

  function press(event) {
    if (event.target !== text || list.hidden || event.isComposing || event.keyCode === 229 || event.shiftKey) return;
    if (!Object.hasOwn(keys, event.key)) return;
    const complete = name.toLowerCase() === list.children[chosen].dataset.insert;
    if (event.key === "Enter" && complete) return close(); // there is nothing to take: it sends
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }

  text.form.addEventListener("keydown", press, true); // before those who listen at the text itself
  for (const event of ["input", "keyup", "click"]) text.addEventListener(event, look);
  text.addEventListener("blur", close);
  document.addEventListener("composer:sent", () => ((name = null), clearTimeout(pause), close()));
  list.addEventListener("htmx:afterRequest", ({ detail: { successful, requestConfig } }) => {
    successful && requestConfig.path === address() ? open() : close(); // a late answer is about what is typed no more
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus
  list.addEventListener("click", ({ target }) => target.closest("li") && take(target.closest("li")));
  for (const event of QUIET) list.addEventListener(event, (happened) => happened.stopPropagation());
});
