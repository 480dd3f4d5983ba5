/* Photos are dragged into another order by a handle; the buttons beside them do it for the keyboard. The others make
   way: what is in hand stays in the page, or the finger would lose it. */
behaviour("order", (list) => {
  let item = null;
  let before = [];
  const middle = (one) => one.getBoundingClientRect().top + one.offsetHeight / 2;

  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".editor__handle");
    if (!handle || event.button || item) return;
    event.preventDefault(); // nor is it chosen as text, or taken as a picture
    handle.setPointerCapture(event.pointerId);
    item = handle.closest("li");
    before = [...list.children];
    item.toggleAttribute("data-dragged", true);
  });
  list.addEventListener("pointermove", ({ clientY }) => {
    if (!item) return;
    const { previousElementSibling: above, nextElementSibling: below } = item;
    if (above && clientY < middle(above)) item.after(above);
    else if (below && clientY > middle(below)) item.before(below);
  });
  for (const end of ["pointerup", "pointercancel"]) list.addEventListener(end, () => {
    if (!item) return;
    item.removeAttribute("data-dragged");
    item = null;
    if (before.some((one, place) => one !== list.children[place])) {
      list.closest("form").querySelector("[name=do][value=order]").click();
    }
  });
});
