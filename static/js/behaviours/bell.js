/* The bell's radios are kept as one goes through them; Enter, or a choice with the pointer, closes the menu. */
behaviour("bell", (bell) => {
  const close = () => {
    bell.open = false;
    bell.querySelector("summary").focus();
  };
  bell.addEventListener("toggle", () => bell.open && bell.querySelector("input:checked")?.focus());
  bell.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "radio") return;
    event.preventDefault();
    close();
  });
  bell.addEventListener("click", (event) => event.detail > 0 && event.target.type === "radio" && close());
});
