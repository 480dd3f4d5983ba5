/* `takesDrops(element, area, take)`: while files are held over the element the area is shown in it, and what is let go
   there is taken. */
globalThis.takesDrops = (element, area, take) => {
  let over = 0; // elements entered and not yet left, since each child tells of itself
  const withFiles = (event) => event.dataTransfer?.types.includes("Files");
  const end = () => ((over = 0), area.remove());

  element.addEventListener("dragenter", (event) => withFiles(event) && over++ === 0 && element.append(area));
  element.addEventListener("dragleave", (event) => withFiles(event) && --over <= 0 && end());
  element.addEventListener("dragover", (event) => withFiles(event) && event.preventDefault());
  element.addEventListener("drop", (event) => {
    if (!withFiles(event)) return;
    event.preventDefault();
    end();
    take(event.dataTransfer.files);
  });
};

/* 2.4 MB */
globalThis.inWords = (bytes) => {
  const [number, unit] = bytes < 1e6 ? [Math.max(bytes / 1e3, 0.1), "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(number);
};

/* A file that is to be sent, in its item of the list: its name, its size, and itself where it is a picture. */
globalThis.showFile = (item, file) => {
  const [image, name, size] = ["img", "b", ".faint"].map((one) => item.querySelector(one));
  name.textContent = file.name;
  size.textContent = inWords(file.size);
  if (!/^image\/(png|jpeg|webp|gif|avif)$/.test(file.type)) return;
  image.src = URL.createObjectURL(file);
  image.onload = () => ((image.hidden = false), item.querySelector(".icon").remove());
};
