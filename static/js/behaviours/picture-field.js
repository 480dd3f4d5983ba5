/* A picture that was chosen is cropped and rotated in a dialog, and shown as it will be before it is saved. One that the
   browser cannot read (HEIC) is shown by its name, and sent as it is. */
const HEIGHT = 160; // pixels of what is shown: two for each on the page

behaviour("picture-field", (field) => {
  const part = (name) => field.querySelector(`[data-part=${name}]`);
  const [now, preview, adjust, waiting] = ["now", "preview", "adjust", "waiting"].map(part);
  const input = field.querySelector("[type=file]");
  const remove = field.querySelector("[type=checkbox]");
  const crops = [...field.querySelectorAll("[data-crop]")];
  const cropper = pictureCropper(part("crop"));
  let picture = null; // of the files that are chosen, as far as it can be read
  let chosen = null;

  const cropOf = () => crops[0].value && Object.fromEntries(crops.map(({ dataset, value }) => [dataset.crop, Number(value)]));

  function keep(crop) {
    for (const one of crops) one.value = crop ? Number(crop[one.dataset.crop].toFixed(6)) : "";
    show();
  }

  function show() {
    if (preview.src) URL.revokeObjectURL(preview.src);
    preview.removeAttribute("src");
    adjust.hidden = !picture;
    swap(picture && cropper.draw(picture, cropOf(), HEIGHT));
  }

  function swap(drawn) {
    const read = picture;
    preview.hidden = true;
    if (now) now.hidden = Boolean(drawn);
    drawn?.toBlob((blob) => {
      if (picture !== read) return;
      preview.src = URL.createObjectURL(blob);
      preview.hidden = false;
    });
  }

  async function read() {
    const file = input.files[0];
    waiting.hidden = !file;
    if (!file) return null;
    const found = await readPicture(file);
    if (input.files[0] === file) waiting.hidden = true;
    return found;
  }

  async function choose() {
    const { files } = input;
    const found = await read();
    if (input.files[0] !== files[0]) return; // another one was chosen meanwhile
    const crop = found && (await cropper.open(found));
    if (found && !crop) return takeBack();
    [picture, chosen] = [found, files];
    if (files.length && remove) remove.checked = false;
    keep(crop);
    if (crop) adjust.focus();
  }

  function takeBack() {
    if (chosen?.length) input.files = chosen;
    else input.value = "";
    input.focus();
  }

  input.addEventListener("change", choose);
  adjust.addEventListener("click", async () => {
    const crop = await cropper.open(picture, cropOf());
    if (crop) keep(crop);
    adjust.focus();
  });

  async function comeBack() {
    chosen = input.files;
    picture = await read();
    show();
  }
  if (input.files.length) comeBack(); // a browser that comes back keeps what was chosen
});
