/* What the message in the composer will answer: chosen at a row, taken back with the cross or Escape, gone when sent. */
behaviour("reply", (line) => {
  const { reply_to: field, body: text } = line.closest("form").elements;

  function answer(number, name, words) {
    line.querySelector("b").textContent = name;
    line.querySelector("[data-part=words]").textContent = words;
    line.hidden = !number;
    if (field.value === number) return;
    field.value = number;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function takeBack(event) {
    event.preventDefault();
    answer("", "", "");
    text.focus();
  }

  const answerTo = (row) => answer(row.id.split("-")[1], row.querySelector(".message__head b").textContent, wordsOf(row));

  document.addEventListener("message:reply", ({ target: row }) => (answerTo(row), text.focus()));
  document.addEventListener("composer:returned", ({ defaultPrevented: taken, detail }) => {
    const row = document.getElementById(`message-${detail.fields.get("reply_to")}`);
    if (taken && row) answerTo(row);
  });
  document.addEventListener("composer:sent", () => answer("", "", ""));
  document.addEventListener("draft:reply", ({ detail: found }) => {
    if (found instanceof Element) answerTo(found);
    else answer(found?.pk ?? "", found?.name ?? "", found?.words ?? "");
  });
  document.addEventListener("message:gone", ({ detail: number }) => {
    if (line.hidden || field.value !== number) return;
    answer("", "", "");
    document.dispatchEvent(new CustomEvent("toast", { detail: line.dataset.gone }));
  });
  line.querySelector("a").addEventListener("click", takeBack);
  text.addEventListener("keydown", (event) => event.key === "Escape" && !line.hidden && !event.isComposing && takeBack(event));
});
