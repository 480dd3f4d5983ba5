/* A link that copies its address. Where the clipboard is out of reach it stays a link. */
behaviour("copy-link", (link) => {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return location.assign(link.href); // not allowed: it is a link then
    }
    const menu = link.closest("details");
    if (menu?.contains(document.activeElement)) menu.querySelector("summary").focus(); // it would be lost in what closes
    menu?.removeAttribute("open");
    document.dispatchEvent(new CustomEvent("toast", { detail: document.getElementById("sentences").dataset.copied }));
  });
});
