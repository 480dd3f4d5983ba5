/* Asks before a message is deleted, and shows which one. */
behaviour("remove", (dialog) => {
  let row = null;

  document.addEventListener("message:remove", (event) => {
    row = event.target;
    dialog.querySelector("b").textContent = row.querySelector(".message__head b").textContent;
    dialog.querySelector("[data-part=words]").textContent = wordsOf(row);
    dialog.returnValue = "";
    dialog.showModal();
  });

  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "remove") return document.querySelector(`#${row.id} .message__time`)?.focus();
    const { pathname } = row.querySelector(".message__time");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (!(await tell("DELETE", pathname))) return;
    takeRow(document.getElementById("messages"), row.id);
    if (document.activeElement === document.body) next?.querySelector(".message__time")?.focus({ preventScroll: true });
  });
});
