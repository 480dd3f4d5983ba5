/* A button that prints the page; without scripts there is none, and the browser's menu does it. */
behaviour("print", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
