/* Files that go with a message: chosen, pasted or dropped onto the room. They lie in the form's own field, so that
   whoever sends the form sends them. What is too large is refused here already; the server decides anyway. */
behaviour("files", (input) => {
  const form = input.form;
  const room = form.closest(".room");
  const part = (name) => form.querySelector(`[data-part=${name}]`);
  const strip = part("files");
  const { most, largest, together } = input.dataset;
  let chosen = []; // {file, item}

  /* What was refused before is over, here and in the composer, as it is when somebody types. */
  const goOn = () => input.dispatchEvent(new Event("input", { bubbles: true }));
  const add = (files) => (goOn(), take(files));

  function take(files) {
    for (const file of files) {
      const reason = refusal(file);
      if (reason) refuse(`${file.name}: ${reason}`);
      else chosen.push({ file, item: show(file) });
    }
    keep();
    form.elements.body.focus();
  }

  function refusal(file) {
    if (!file.size) return input.dataset.nothing; // a folder, too
    if (file.size > largest) return input.dataset.tooLarge;
    if (chosen.length >= most) return input.dataset.tooMany;
    if (chosen.reduce((sum, { file: { size } }) => sum + size, file.size) > together) return input.dataset.tooMuch;
  }

  function show(file) {
    const item = part("file").content.firstElementChild.cloneNode(true);
    showFile(item, file);
    const button = item.querySelector("button");
    button.ariaLabel += ` ${file.name}`;
    button.addEventListener("click", () => (goOn(), leaveOut(item), keep(), form.elements.body.focus()));
    return strip.appendChild(item);
  }

  function refuse(sentence) {
    const item = part("refusal").content.firstElementChild.cloneNode(true);
    item.querySelector("span").textContent = sentence;
    strip.append(item);
  }

  function leaveOut(item) {
    chosen = chosen.filter((one) => one.item !== item);
    URL.revokeObjectURL(item.querySelector("img").src);
    item.remove();
  }

  function keep() {
    const files = new DataTransfer();
    for (const { file } of chosen) files.items.add(file);
    input.files = files.files;
    strip.hidden = !strip.children.length;
  }

  form.addEventListener("input", () => {
    strip.querySelectorAll("[role=alert]").forEach((refusal) => refusal.remove());
    strip.hidden = !strip.children.length;
  });
  input.addEventListener("change", () => add(input.files));
  document.addEventListener("composer:sent", () => {
    for (const { item } of chosen) leaveOut(item);
    strip.replaceChildren();
    keep();
  });
  document.addEventListener("composer:returned", (event) => {
    if (event.defaultPrevented) take(event.detail.fields.getAll("files").filter(({ size }) => size));
  });
  form.elements.body.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return; // a word processor brings its words as a picture too
    event.preventDefault();
    add(files);
  });
  warnOfLoss(input, () => chosen.length);
  // After Back a browser may put back what was chosen before, once the page is there.
  addEventListener("pageshow", () => !chosen.length && input.files.length && take(input.files));
  takesDrops(room, part("drop").content.firstElementChild.cloneNode(true), add);
});
