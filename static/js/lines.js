/* The rows of a list of messages that have a number, and the line "new since your last visit" between them. */
globalThis.numbered = (list) => [...list.querySelectorAll("li[id]")];

/* Above the first row after a number, where the page reaches back so far. */
globalThis.drawLine = (list, visited) => {
  if (list.querySelector(".line--new")) return;
  const rows = numbered(list);
  const first = rows.findIndex((row) => numberOf(row) > visited);
  const reachesBack = first > 0 || (first === 0 && !linkTo("older"));
  if (!reachesBack) return;
  rows[first].before(document.getElementById("new-line").content.cloneNode(true));
  rows[first].classList.remove("message--follows");
};
