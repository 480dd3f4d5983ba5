/* A quote leads to what it quotes: on this page where that is here, on a page around it otherwise. */
const MARKED = 2500; // milliseconds
const still = matchMedia("(prefers-reduced-motion: reduce)");

behaviour("quotes", () => {
  document.getElementById("messages").addEventListener("click", (event) => {
    const quote = event.target.closest("a.message__quote");
    const row = quote && document.getElementById(`message-${quote.pathname.split("/").at(-2)}`);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    row.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
    row.classList.add("message--target");
    row.querySelector(".message__time").focus({ preventScroll: true });
    setTimeout(() => document.getElementById(row.id)?.classList.remove("message--target"), MARKED);
  });
});
