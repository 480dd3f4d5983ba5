/* A picture, large. The arrow keys and a finger go to the ones beside it, Escape or going back closes, and one is back
   where one was. Without this the link opens the picture. In a grid of posts the further photos of each are links too,
   which are hidden. */
const SWIPE = 48; // pixels

behaviour("lightbox", (dialog) => {
  const part = (name) => dialog.querySelector(`[data-part=${name}]`);
  const image = part("image");
  const play = part("play");
  const playLabel = play.ariaLabel;
  let pictures = [];
  let at = 0;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-picture]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    pictures = [...(link.closest("#messages, aside") ?? document).querySelectorAll("a[data-picture]")];
    for (const button of dialog.querySelectorAll("[data-step]")) button.hidden = pictures.length < 2;
    openOver(dialog);
    show(pictures.indexOf(link));
  });

  function show(index) {
    at = (index + pictures.length) % pictures.length;
    const link = pictures[at];
    const { by, when, place } = about(link);
    const small = link.querySelector("img") ?? link.parentElement.querySelector("img");
    const [width, height] = link.dataset.picture.split(" ");
    part("name").textContent = image.alt = small.alt;
    part("by").textContent = by;
    part("at").textContent = dateFormat({ dateStyle: "long", timeStyle: "short" }).format(new Date(when));
    part("place").href = place;
    if (part("save")) part("save").href = link.href;
    Object.assign(image.style, { maxWidth: `${width}px`, maxHeight: `${height}px` });
    image.src = small.currentSrc || small.src; // it is there already, until the large one is
    play.hidden = !("moves" in link.dataset);
    tellPlaying(false);
    load("moves" in link.dataset ? link.dataset.still : largeOf(link), link);
  }

  const largeOf = (link) => link.dataset.large ?? link.href;

  function load(address, link) {
    if (!address) return;
    const large = new Image();
    large.src = address;
    large.decode().then(() => pictures[at] === link && play.ariaPressed !== "true" && (image.src = large.src)).catch(() => {});
  }

  /* What moves stands still until somebody plays it. */
  function tellPlaying(plays) {
    play.ariaPressed = plays;
    play.ariaLabel = plays ? play.dataset.pause : playLabel;
  }
  play.addEventListener("click", () => {
    const link = pictures[at];
    const plays = play.ariaPressed !== "true";
    const small = link.querySelector("img") ?? link.parentElement.querySelector("img");
    tellPlaying(plays);
    image.src = plays ? largeOf(link) : (link.dataset.still ?? small.src);
  });

  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") show(at - 1);
    if (key === "ArrowRight") show(at + 1);
  });
  dialog.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) show(at + Number(step.dataset.step));
    else if (!event.target.closest("img, a, button, p")) dialog.close();
  });
  let touched = null;
  dialog.addEventListener("touchstart", ({ touches }) => (touched = touches.length === 1 ? touches[0].clientX : null), { passive: true });
  dialog.addEventListener("touchend", ({ changedTouches }) => {
    const moved = touched === null ? 0 : changedTouches[0].clientX - touched;
    if (Math.abs(moved) > SWIPE) show(at - Math.sign(moved));
  });
  part("place").addEventListener("click", (event) => {
    const row = document.getElementById(`message-${part("place").pathname.split("/").at(-2)}`);
    if (!row) return;
    event.preventDefault();
    dialog.close();
    row.scrollIntoView({ block: "center" });
    row.querySelector(".message__time").focus();
  });
  dialog.addEventListener("close", () => image.removeAttribute("src"));
});

/* Who sent it, when, and where it stands: from its row, or from the link where it stands in no row. */
function about(link) {
  const row = link.closest(".message");
  if (!row) return { by: link.dataset.by, when: link.dataset.at, place: link.dataset.place };
  const time = row.querySelector(".message__time");
  return { by: row.querySelector(".message__head b").textContent, when: time.querySelector("time").dateTime, place: time.href };
}
