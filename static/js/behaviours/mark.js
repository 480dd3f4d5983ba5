/* A like or a saved post shows at once; where the server could not be told, it is as it was, and a toast says so. */
const wanted = new Map(); // what was pressed once more while the first was on its way

behaviour("mark", (form) => {
  const button = form.querySelector("button");
  const count = form.querySelector("[data-part=count]");

  function turn() {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", pressed);
    if (!count) return;
    const number = Number(count.textContent) + (pressed ? 1 : -1);
    count.textContent = number;
    count.hidden = number < 1;
  }

  form.addEventListener("htmx:beforeSend", turn);
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(failure, () => wanted.delete(button.id) || turn());
  }
  button.addEventListener("click", (event) => {
    if (!form.matches(".htmx-request")) return;
    event.preventDefault();
    turn();
    if (!wanted.delete(button.id)) wanted.set(button.id, button.getAttribute("aria-pressed"));
  });
  if (wanted.has(button.id) && wanted.get(button.id) !== button.getAttribute("aria-pressed")) button.click();
  wanted.delete(button.id);
});

/* Two clicks, or two taps, on a photo like it; never the other way round. */
const TWICE = 350; // milliseconds
let last = { at: 0 };

document.addEventListener("click", (event) => {
  const photos = event.target.closest("[data-likes] li");
  if (!photos || event.target.closest("button, summary, a")) return (last = { at: 0 });
  if (event.detail === 2 || (last.photos === photos && event.timeStamp - last.at < TWICE)) {
    const button = document.getElementById(`post-${photos.closest("[data-likes]").dataset.likes}-like`);
    if (button?.getAttribute("aria-pressed") === "false") button.click();
    last = { at: 0 };
  } else last = { at: event.timeStamp, photos };
});
