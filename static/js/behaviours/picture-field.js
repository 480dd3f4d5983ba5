/* A picture that was chosen is shown before it is saved; one that the browser cannot show (HEIC) by its name. */
behaviour("picture-field", (field) => {
  const input = field.querySelector("[type=file]");
  const remove = field.querySelector("[type=checkbox]");
  const preview = field.querySelector("[data-part=preview]");
  const now = field.querySelector("[data-part=now]");

  function show(file) {
    URL.revokeObjectURL(preview.src);
    preview.hidden = !file;
    if (now) now.hidden = Boolean(file);
    if (file) preview.src = URL.createObjectURL(file);
    else preview.removeAttribute("src");
    if (file && remove) remove.checked = false;
  }

  input.addEventListener("change", () => show(input.files[0]));
  preview.addEventListener("error", () => preview.hasAttribute("src") && ((preview.hidden = true), now && (now.hidden = false)));
  if (input.files.length) show(input.files[0]); // a browser that comes back keeps what was chosen
});
