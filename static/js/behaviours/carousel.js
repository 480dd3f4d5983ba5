/* Photos beside each other: they scroll and snap by themselves; here come the steps, the number of the one shown, and the
   dots, which stand behind the carousel and not in the row of marks over which they are drawn: a like replaces that. */
behaviour("carousel", (carousel) => {
  const list = carousel.querySelector("ol");
  const photos = [...list.children];
  const steps = [...carousel.querySelectorAll("[data-step]")];
  const dots = carousel.nextElementSibling;
  const at = () => Math.round(Math.abs(list.scrollLeft) / list.clientWidth) || 0;

  function tell() {
    const shown = at();
    carousel.querySelector("[data-part=at]").textContent = shown + 1;
    for (const step of steps) step.hidden = !photos[shown + Number(step.dataset.step)];
    for (const [place, dot] of [...dots.children].entries()) dot.ariaCurrent = place === shown ? "true" : null;
  }

  for (const step of steps) {
    step.addEventListener("click", () => {
      const photo = photos[at() + Number(step.dataset.step)];
      if (photo) list.scrollTo({ left: photo.offsetLeft - photos[0].offsetLeft, behavior: calm() ? "instant" : "smooth" });
    });
  }
  list.addEventListener("scroll", tell, { passive: true });
  tell();
  dots.hidden = false;
});

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
