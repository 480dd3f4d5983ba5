/* A click on an emoji under a message shows at once, and is taken back with a sentence where the server does not take
   it. What everybody else gives comes with the row, by the stream. One's own are marked for screen readers too. */
behaviour("reactions", (rights) => {
  const list = document.getElementById("messages");
  const { me } = rights.dataset;
  let queue = Promise.resolve(); // what is pressed twice arrives in that order

  const peopleOf = (button) => (button.dataset.by ?? "").split(" ").filter(Boolean);
  const mark = (button) => button.setAttribute("aria-pressed", peopleOf(button).includes(me));

  function show(button, people) {
    button.dataset.by = people.join(" ");
    button.textContent = `${button.value} ${people.length}`;
    mark(button);
    if (people.length) return;
    if (button === document.activeElement) button.closest("li").querySelector(".message__time").focus();
    button.remove();
  }

  function buttonFor(row, emoji) {
    const there = row.querySelector(".reactions");
    const found = there && [...there.children].find((button) => button.value === emoji);
    if (found) return found;
    const bar = document.getElementById("reactions").content.firstElementChild.cloneNode(true);
    const button = bar.firstElementChild;
    button.value = emoji;
    if (there) there.append(button);
    else row.insertBefore(bar, row.querySelector(":scope > .message__tools"));
    return button;
  }

  function toggle(row, emoji) {
    if (!("writes" in rights.dataset)) return;
    const before = row.querySelector(".reactions")?.cloneNode(true);
    const button = buttonFor(row, emoji);
    const people = peopleOf(button);
    const mine = people.includes(me);
    show(button, mine ? people.filter((pk) => pk !== me) : [...people, me]);
    const address = `${row.querySelector(".message__time").pathname}reactions/`;
    queue = queue.then(async () => {
      if (await tell(mine ? "DELETE" : "POST", address, { emoji })) return;
      const now = row.querySelector(".reactions"); // of a row that was replaced meanwhile nobody sees this
      before ? now?.replaceWith(before) : now?.remove();
    });
  }

  for (const button of list.querySelectorAll(".reactions button")) mark(button);
  list.addEventListener("rows:placed", (event) => {
    for (const row of event.detail.rows) for (const button of row.querySelectorAll(".reactions button")) mark(button);
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".reactions button");
    if (!button) return;
    event.preventDefault();
    toggle(button.closest("li"), button.value);
  });
  document.addEventListener("message:react", (event) => toggle(event.target, event.detail));
});
