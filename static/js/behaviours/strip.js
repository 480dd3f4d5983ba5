/* A strip that is wider than the screen shows the place where one is. */
behaviour("strip", (strip) => {
  const here = strip.querySelector("[aria-current]");
  if (here) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
});
