/* A <dialog> that opens beside what was pressed, on phones from below. Arrows walk through it; Escape and a click
   elsewhere close it. */
const GAP = 4;

globalThis.openSheet = (sheet, near) => {
  const place = near.getBoundingClientRect();
  sheet.showModal();
  const { offsetWidth: width, offsetHeight: height } = sheet;
  const below = place.bottom + GAP + height < innerHeight;
  const top = below ? place.bottom + GAP : Math.max(GAP, place.top - GAP - height);
  const left = document.dir === "rtl" ? place.left : place.right - width;
  sheet.style.setProperty("--top", `${top}px`);
  sheet.style.setProperty("--left", `${Math.min(Math.max(GAP, left), innerWidth - width - GAP)}px`);
};

behaviour("sheet", (sheet) => {
  sheet.addEventListener("click", (event) => {
    if (event.target !== sheet) return;
    const { left, right, top, bottom } = sheet.getBoundingClientRect();
    const inside = event.clientX > left && event.clientX < right && event.clientY > top && event.clientY < bottom;
    if (!inside) sheet.close();
  });

  sheet.addEventListener("keydown", (event) => {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!x && !y) return;
    event.preventDefault();
    const middle = (part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      return [(left + right) / 2, (top + bottom) / 2];
    };
    const [fromX, fromY] = middle(document.activeElement);
    let nearest = null;
    let shortest = Infinity;
    for (const part of sheet.querySelectorAll("a, button")) {
      const [toX, toY] = middle(part);
      const along = (toX - fromX) * x + (toY - fromY) * y;
      const aside = Math.abs((toX - fromX) * y) + Math.abs((toY - fromY) * x);
      const way = along + aside * 5;
      if (along > 2 && part.offsetParent && way < shortest) [nearest, shortest] = [part, way];
    }
    nearest?.focus();
  });
});
