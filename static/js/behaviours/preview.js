/* Shows how the text will look, follows what is written while it is open, and closes when one has sent. */
const REST = 400;

behaviour("preview", (button) => {
  const panel = document.getElementById("preview");
  const isOpen = () => button.getAttribute("aria-pressed") === "true";
  let pause = null;
  let awaited = null;

  function show(open) {
    button.setAttribute("aria-pressed", open);
    panel.hidden = !open;
    if (!open) panel.replaceChildren();
  }

  button.addEventListener("htmx:beforeRequest", (event) => {
    awaited = event.detail.xhr;
    if (!isOpen() || event.detail.requestConfig.triggeringEvent?.type !== "click") return;
    event.preventDefault();
    show(false);
  });
  button.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
    if (xhr === awaited && [200, 422].includes(xhr.status)) show(true);
  });
  button.form.elements.body.addEventListener("input", ({ target }) => {
    clearTimeout(pause);
    if (!target.value.trim()) show(false);
    else if (isOpen()) pause = setTimeout(() => htmx.trigger(button, "refresh"), REST);
  });
  document.addEventListener("composer:sent", () => {
    clearTimeout(pause);
    awaited = null; // what is still on its way would open it again
    show(false);
  });
});
