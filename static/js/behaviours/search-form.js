/* Under a finger, a search that is sent puts the keyboard away, which would cover what was found. */
behaviour("search-form", (form) => {
  form.addEventListener("submit", () => matchMedia("(pointer: coarse)").matches && document.activeElement.blur());
});
