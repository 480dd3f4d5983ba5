/* What this room is to whoever looks at it may change while they do: its name, its rest, and whether they may be here.
   Its head asks for itself again; where the answer is that there is no such room, the page says what became of it. */
const LATER = 100; // milliseconds

behaviour("standing", (room) => {
  let why = "closed";
  const head = () => document.getElementById("room-head");

  let leaves = false; // this page is on its way to another one, and has lost nothing

  function ask() {
    if (leaves) return;
    const menu = why === "closed" && head().querySelector("details[open]"); // nothing moves under somebody's hand
    if (menu) menu.addEventListener("toggle", ask, { once: true });
    else if (head().matches(".htmx-request, .htmx-added")) setTimeout(ask, LATER); // what is on its way may be older
    else htmx.trigger(head(), "standing");
  }

  for (const name of ["live:room-changed", "live:denied", "live:missed"]) document.addEventListener(name, ask);
  for (const [name, reason] of [["live:room-gone", "gone"], ["live:room-lost", "out"]]) {
    document.addEventListener(name, (event) => {
      if (event.detail !== room.dataset.room) return;
      why = reason;
      ask();
    });
  }
  room.addEventListener("submit", ({ target }) => (leaves ||= target.matches("[data-part=leave]")));
  room.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.elt !== head() || event.detail.xhr.status !== 404) return;
    event.detail.isError = false;
    if (!room.querySelector("[data-lost]")) lost(room, why);
  });
  room.addEventListener("htmx:afterSettle", () => {
    if (head().dataset.rests !== room.dataset.rests) location.reload();
  });
});

function lost(room, why) {
  // Whoever was a guest here is a visitor now, who might hear a public room: this page hears no more.
  if ("guest" in room.dataset) document.dispatchEvent(new CustomEvent("live:leave"));
  const words = room.querySelector("#composer textarea")?.value ?? "";
  const section = document.getElementById("lost").content.firstElementChild.cloneNode(true);
  for (const sentence of section.querySelectorAll("[data-why]")) sentence.hidden = sentence.dataset.why !== why;
  const kept = section.querySelector("[data-part=kept]");
  kept.hidden = !words.trim();
  kept.querySelector("textarea").value = words;
  room.querySelector(".room__talk").replaceChildren(section);
  const parts = ".composer, [data-behaviour~=here], .room__title p, .room__head > :not(.room__back, .room__title)";
  for (const part of [...room.querySelectorAll(parts), document.querySelector(".room__context")]) part?.remove();
}
