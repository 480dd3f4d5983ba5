/* A button that asks before it does something opens a dialog, whose own button does it. Without scripts a page asks. */
behaviour("opens", (button) => {
  const dialog = document.getElementById(button.dataset.opens);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation(); // htmx would send the form
    dialog.showModal();
  }, { capture: true });
  dialog.querySelector("[data-part=cancel]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => button.focus());
});
