/* A button that copies the value of the input before it. Without a clipboard there is no such button. */
behaviour("copy-value", (button) => {
  const input = button.previousElementSibling;
  button.hidden = !navigator.clipboard;
  input.addEventListener("focus", () => input.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      return input.focus(); // not allowed: it is selected, to be copied by hand
    }
    document.dispatchEvent(new CustomEvent("toast", { detail: button.dataset.copied }));
  });
});
