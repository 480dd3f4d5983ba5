/* The quick list over any page: Ctrl+K (⌘K) and "/" open it, and so do the search box and the search link. Typing finds
   people, rooms and tags; ↑ and ↓ choose, Enter opens, Ctrl+Enter searches everything, Escape closes. On the page of
   the search, "/" and the link go to its own box. */
const apple = /Mac|iPhone|iPad/.test(navigator.platform);
const WRITES = "input, textarea, select, [contenteditable]";
const FAILURES = ["htmx:sendError", "htmx:responseError", "htmx:timeout"];

behaviour("switcher", (template) => {
  const [box, link] = [".side__search input", ".side__search-link"].map((part) => document.querySelector(part));
  let dialog = null;
  let part = {};
  let options = [];
  let chosen = 0;
  let answered = null; // what the options are for
  let opensBest = false; // Enter came before they did

  function build() {
    dialog = template.content.firstElementChild.cloneNode(true);
    document.body.append(dialog);
    part = {
      input: dialog.querySelector("input"),
      list: dialog.querySelector("[role=listbox]"),
      failure: dialog.querySelector("[data-part=failure]"),
    };
    dialog.addEventListener("keydown", press);
    dialog.addEventListener("click", click);
    dialog.addEventListener("close", close);
    dialog.addEventListener("mousedown", (event) => part.list.contains(event.target) && event.preventDefault()); // the field keeps the focus
    dialog.addEventListener("htmx:beforeSwap", ({ detail }) => {
      if (!dialog.open || detail.requestConfig.parameters.q !== part.input.value) detail.shouldSwap = false; // a late answer
    });
    dialog.addEventListener("htmx:afterSwap", show);
    for (const name of FAILURES) dialog.addEventListener(name, fail);
    htmx.process(dialog);
  }

  function open(text = "") {
    if (!dialog) build();
    if (dialog.open) return part.input.select();
    dialog.showModal();
    part.input.value = text;
    part.input.focus();
    ask();
  }

  function close() {
    answered = null;
    opensBest = false;
    clear();
  }

  const ask = () => htmx.trigger(part.input, "ask");

  function clear() {
    part.list.replaceChildren();
    options = [];
    part.input.setAttribute("aria-expanded", "false");
    part.input.removeAttribute("aria-activedescendant");
  }

  function show() {
    part.failure.hidden = true;
    answered = part.input.value;
    options = [...part.list.querySelectorAll("[role=option]")];
    part.input.setAttribute("aria-expanded", String(options.length > 0));
    part.input.removeAttribute("aria-activedescendant");
    if (options.length && answered.trim()) choose(0);
    else chosen = -1;
    if (opensBest) follow();
  }

  function fail(event) {
    event.stopPropagation(); // it is said here, and not in passing too
    if (opensBest) return dialog.querySelector("form").submit();
    const { offline, failed } = document.getElementById("sentences").dataset;
    const { status, responseText = "" } = event.detail.xhr ?? {};
    const sentence = responseText.trim();
    clear();
    answered = null;
    part.failure.textContent = !status ? offline : sentence && sentence.length < 300 && !sentence.startsWith("<") ? sentence : failed;
    part.failure.hidden = false;
  }

  function choose(place) {
    chosen = (place + options.length) % options.length;
    for (const option of options) option.setAttribute("aria-selected", String(option === options[chosen]));
    part.input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }

  function follow() {
    opensBest = false;
    (options[chosen] ?? options[0])?.click();
  }

  function press(event) {
    if (event.isComposing || event.keyCode === 229 || event.target !== part.input) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      choose(chosen < 0 && step < 0 ? -1 : chosen + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      enter(event.ctrlKey || event.metaKey);
    }
  }

  function enter(everything) {
    const text = part.input.value.trim();
    if (!text && chosen < 0) return;
    if (everything) return dialog.querySelector("form").submit();
    if (answered === part.input.value) return follow();
    opensBest = true;
    ask();
  }

  function click(event) {
    if (event.target.closest("[data-part=cancel]")) return dialog.close();
    if (event.target !== dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) dialog.close();
  }

  const ownBox = () => document.getElementById("search-q");
  const isCovered = () => document.querySelector("dialog:modal") && !dialog?.open;

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || isCovered()) return;
    const isKey = (apple ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.shiftKey;
    if (isKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !dialog?.open && !event.target.closest(WRITES)) {
      event.preventDefault();
      if (ownBox()) ownBox().focus();
      else open();
    }
  });
  box.addEventListener("click", () => open(box.value));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (ownBox()) ownBox().focus();
    else open();
  });
  if (apple) box.nextElementSibling.textContent = "⌘ K";
  addEventListener("pagehide", () => dialog?.close()); // Back shows the page without it
});
