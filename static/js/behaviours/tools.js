/* One toolbar for all messages. It goes to the row under the pointer, in focus, or under a finger; a long press opens
   the sheet with everything. What somebody chose is told to the row: message:reply, message:edit, message:react … */
const LONG = 450; // milliseconds
const STEADY = 10; // pixels that a finger may move in that time

behaviour("tools", (tools) => {
  const list = document.getElementById("messages");
  const { menu, picker } = { menu: document.getElementById("message-menu"), picker: document.getElementById("emoji-picker") };
  const rights = document.getElementById("react").dataset;
  const keyboard = () => tools.querySelector(":focus-visible");
  let number = null;
  let press = 0; // null while a finger rests that has opened the sheet
  let start = null;

  const rowInHand = () => document.getElementById(`message-${number}`);
  const rowOf = (event) => event.target.closest("#messages > li[id^=message-]:not([data-state])");

  function goTo(row) {
    if (!row || tools.parentElement === row) return;
    number = row.id.split("-")[1];
    const mine = row.dataset.author === rights.me;
    const writes = "writes" in rights;
    const may = {
      writes,
      reads: "reads" in rights,
      edits: writes && mine,
      removes: mine || "moderates" in rights,
      earlier: "seesEarlier" in rights && row.querySelector(".edited"),
    };
    for (const place of [tools, menu]) {
      for (const part of place.querySelectorAll("[data-for]")) part.hidden = !may[part.dataset.for];
    }
    const address = row.querySelector(".message__time").href;
    menu.querySelector("[data-tool=link]").href = address;
    menu.querySelector("[data-tool=earlier]").href = `${address}history/`;
    row.append(tools);
    tools.hidden = false;
  }

  function choose(event) {
    const button = event.target.closest("[data-tool], button[value]");
    if (!button) return;
    const tool = button.dataset.tool ?? "react";
    const near = event.currentTarget === tools ? button : tools.querySelector("[data-tool=menu]");
    for (const sheet of [menu, picker]) sheet.close();
    if (tool === "menu" || tool === "picker") openSheet(tool === "menu" ? menu : picker, near);
    else if (!button.href) rowInHand()?.dispatchEvent(new CustomEvent(`message:${tool}`, { bubbles: true, detail: button.value }));
  }

  for (const place of [tools, menu, picker]) place.addEventListener("click", choose);
  list.addEventListener("pointerover", (event) => event.pointerType !== "touch" && !keyboard() && goTo(rowOf(event)));
  list.addEventListener("focusin", (event) => goTo(rowOf(event)));
  list.addEventListener("click", (event) => goTo(rowOf(event)));
  list.addEventListener("touchstart", (event) => {
    const row = rowOf(event);
    if (!row || event.touches.length > 1 || event.target.closest("a, button, summary")) return;
    start = event.touches[0];
    press = setTimeout(() => ((press = null), goTo(row), openSheet(menu, row)), LONG);
  }, { passive: true });
  list.addEventListener("touchmove", ({ touches: [now] }) => {
    if (press && Math.hypot(now.clientX - start.clientX, now.clientY - start.clientY) > STEADY) clearTimeout(press);
  }, { passive: true });
  list.addEventListener("touchend", (event) => {
    if (press === null) event.preventDefault(); // else the finger presses what the sheet has put under it
    clearTimeout(press);
    press = 0;
  });
  list.addEventListener("touchcancel", () => clearTimeout(press));
  list.addEventListener("contextmenu", (event) => event.pointerType === "touch" && !event.target.closest("a") && event.preventDefault());

  document.addEventListener("message:unread", async (event) => {
    const done = menu.querySelector("[data-tool=unread]").dataset.done;
    const message = event.target.id.split("-")[1];
    await whatWasReadIsTold(); // or it would be read again by what is on its way
    if (await tell("POST", rights.reads, { message })) document.dispatchEvent(new CustomEvent("toast", { detail: done }));
  });
});
