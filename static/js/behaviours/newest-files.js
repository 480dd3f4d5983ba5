/* The newest pictures and files beside a room are asked for again when a message at its end has brought some. */
behaviour("newest-files", (beside) => {
  document.getElementById("messages").addEventListener("rows:placed", ({ target, detail }) => {
    const news = detail.rows.some((row) => row === target.lastElementChild && row.querySelector(".picture, .attachment"));
    if (news && beside.checkVisibility()) htmx.trigger(beside, "files-changed");
  });
});
