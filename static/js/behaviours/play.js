/* A moving picture stands still until somebody plays it, and may be stopped again; whatever the system says of motion.
   Without this the link opens the file, which moves. */
behaviour("play", (link) => {
  const image = link.parentElement.querySelector("img");
  const label = link.ariaLabel;
  const still = ["src", "srcset", "sizes"].map((name) => [name, image.getAttribute(name)]);

  function show(plays) {
    link.ariaPressed = plays;
    link.ariaLabel = plays ? link.dataset.pause : label;
    for (const [name, value] of still) {
      if (value === null || (plays && name !== "src")) image.removeAttribute(name);
      else image.setAttribute(name, plays ? link.getAttribute("href") : value);
    }
  }

  link.role = "button";
  link.ariaPressed = false;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.ariaPressed !== "true");
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
});
