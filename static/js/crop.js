/* A picture that is moved, zoomed and rotated behind a frame of the ratio that it will have.

   `readPicture(file)` resolves with a canvas, upright and small enough to be moved smoothly, or with null where the
   browser cannot read the file, or not upright. `pictureCropper(dialog)` has `open(picture, crop)`, which resolves with
   another crop, or with null where it is cancelled; and `draw(picture, crop, height)`, a canvas with what was chosen.
   A crop is `{x, y, width, height, rotation}`: fractions of the upright picture, which is then rotated clockwise in
   degrees. */
const LARGEST = 2048; // pixels of the longer side
const LEAST = 16; // pixels of that which are still shown, and
const MOST = 5; // times that anything is zoomed
const STEP = 0.05; // of the frame's width, with an arrow key; four times as far with Shift
const FASTER = 1.15; // with one press of + or −

globalThis.readPicture = async (file) => {
  try {
    if (await isTurnedWebp(file)) return null;
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas;
  } catch {
    return null;
  }
};

/* Whether a WebP says how it must be turned, which Chromium does not do. A RangeError where it is cut short. */
async function isTurnedWebp(file) {
  const named = (data, at, name) => [...name].every((letter, index) => data.getUint8(at + index) === letter.charCodeAt(0));
  const head = new DataView(await file.slice(0, 12).arrayBuffer());
  if (!named(head, 0, "RIFF") || !named(head, 8, "WEBP")) return false;
  const data = new DataView(await file.arrayBuffer());
  for (let at = 12; at + 8 < data.byteLength; ) {
    const length = data.getUint32(at + 4, true);
    if (named(data, at, "EXIF")) {
      const begins = at + (named(data, at + 8, "Exif") ? 14 : 8);
      const isLittle = named(data, begins, "II");
      const list = begins + data.getUint32(begins + 4, isLittle);
      for (let entry = list + 2, left = data.getUint16(list, isLittle); left > 0; entry += 12, left -= 1)
        if (data.getUint16(entry, isLittle) === 0x0112) return data.getUint16(entry + 8, isLittle) > 1;
      return false;
    }
    at += 8 + length + (length % 2);
  }
  return false;
}

globalThis.pictureCropper = (dialog) => {
  const part = (name) => dialog.querySelector(`[data-part=${name}]`);
  const [stage, frame, slider, status] = ["stage", "frame", "zoom", "status"].map(part);
  const [wide, high] = dialog.dataset.ratio.split(" ").map(Number);
  const ratio = wide / high;
  const touches = new Map(); // where each finger is
  let view = null;
  let decided = null;

  /* Where the frame is: its centre in the upright picture, how often that was turned, and its zoom. */
  function viewOf(picture, crop) {
    const turns = (crop?.rotation ?? 0) / 90;
    const made = { picture, turns, zoom: 1, x: picture.width / 2, y: picture.height / 2 };
    const least = Math.min(picture.width, picture.height) / LEAST;
    made.most = Math.min(MOST, Math.max(1, least));
    if (crop) {
      made.x = (crop.x + crop.width / 2) * picture.width;
      made.y = (crop.y + crop.height / 2) * picture.height;
      made.zoom = widest(made) / (turns % 2 ? crop.height * picture.height : crop.width * picture.width);
    }
    return keptInside(made);
  }

  /* The frame's width in pixels of the picture, without zoom. */
  function widest({ picture, turns }) {
    const [width, height] = turns % 2 ? [picture.height, picture.width] : [picture.width, picture.height];
    return Math.min(width, height * ratio);
  }

  /* The frame's width and height in the upright picture. */
  function frameIn({ zoom, turns, ...rest }) {
    const across = widest({ turns, ...rest }) / zoom;
    return turns % 2 ? [across / ratio, across] : [across, across / ratio];
  }

  function keptInside(made) {
    made.zoom = within(1, made.zoom, made.most);
    const [width, height] = frameIn(made);
    made.x = within(width / 2, made.x, made.picture.width - width / 2);
    made.y = within(height / 2, made.y, made.picture.height - height / 2);
    return made;
  }

  const scale = () => (frame.offsetWidth * view.zoom) / widest(view);

  /* A way on the screen as one in the upright picture. */
  function inPicture(x, y) {
    const [right, down] = [[x, y], [y, -x], [-x, -y], [-y, x]][view.turns % 4];
    return { x: right / scale(), y: down / scale() };
  }

  function show() {
    if (!view || !dialog.open) return;
    keptInside(view);
    view.picture.style.transform = `rotate(${view.turns * 90}deg) scale(${scale()}) translate(${-view.x}px, ${-view.y}px)`;
    slider.value = view.zoom;
    slider.ariaValueText = `${Math.round(view.zoom * 100)}%`;
  }

  function move(x, y) {
    const way = inPicture(x, y);
    delete stage.dataset.turning;
    view.x -= way.x;
    view.y -= way.y;
    show();
  }

  /* What is `x`, `y` away from the middle of the frame stays where it is. */
  function zoom(value, x = 0, y = 0) {
    const before = inPicture(x, y);
    delete stage.dataset.turning;
    view.zoom = within(1, value, view.most);
    const after = inPicture(x, y);
    view.x += before.x - after.x;
    view.y += before.y - after.y;
    show();
  }

  function tell(words, values) {
    status.textContent = words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function rotate() {
    stage.dataset.turning = "";
    view.turns += 1;
    show();
    tell(status.dataset.rotated, { degrees: (view.turns % 4) * 90 });
  }

  function cropOf({ picture, x, y, turns, ...rest }) {
    const [width, height] = frameIn({ picture, turns, ...rest });
    return {
      x: (x - width / 2) / picture.width,
      y: (y - height / 2) / picture.height,
      width: width / picture.width,
      height: height / picture.height,
      rotation: (turns % 4) * 90,
    };
  }

  const fromMiddle = ({ clientX, clientY }) => {
    const { left, top, width, height } = frame.getBoundingClientRect();
    return [clientX - left - width / 2, clientY - top - height / 2];
  };

  /* Of all fingers together: their middle, and how far they are from it. */
  function hand() {
    const points = [...touches.values()];
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / points.length;
    const [x, y] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
    return { x, y, reach: mean(points.map((point) => Math.hypot(point[0] - x, point[1] - y))) };
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    stage.setPointerCapture(event.pointerId);
    touches.set(event.pointerId, fromMiddle(event));
  });
  stage.addEventListener("pointermove", (event) => {
    if (!touches.has(event.pointerId)) return;
    const before = hand();
    touches.set(event.pointerId, fromMiddle(event));
    const after = hand();
    move(after.x - before.x, after.y - before.y);
    if (before.reach) zoom((view.zoom * after.reach) / before.reach, after.x, after.y);
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
    stage.addEventListener(name, ({ pointerId }) => touches.delete(pointerId));
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode ? 16 : 1;
    zoom(view.zoom * Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), ...fromMiddle(event));
  }, { passive: false });

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  dialog.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key in ARROWS && target === stage) {
      const step = frame.offsetWidth * STEP * (event.shiftKey ? 4 : 1);
      move(...ARROWS[key].map((way) => way * step));
      tell(status.dataset.moved, {
        across: Math.round((100 * view.x) / view.picture.width),
        down: Math.round((100 * view.y) / view.picture.height),
      });
    } else if (["+", "=", "-", "−"].includes(key)) zoom(view.zoom * (key === "+" || key === "=" ? FASTER : 1 / FASTER));
    else if (key === "Enter" && target.localName !== "button") use(); // and the form around is not sent
    else return;
    event.preventDefault();
  });

  function use() {
    decided = cropOf(view);
    dialog.close();
  }

  slider.addEventListener("input", () => zoom(Number(slider.value)));
  part("rotate").addEventListener("click", rotate);
  part("use").addEventListener("click", use);
  part("cancel").addEventListener("click", () => dialog.close());
  for (const button of dialog.querySelectorAll("[data-zoom]"))
    button.addEventListener("click", () => zoom(view.zoom * FASTER ** Number(button.dataset.zoom)));
  new ResizeObserver(show).observe(frame);

  return {
    open(picture, crop = null) {
      view = viewOf(picture, crop);
      decided = null;
      touches.clear();
      status.textContent = "";
      slider.max = view.most;
      slider.disabled = view.most === 1;
      delete stage.dataset.turning;
      stage.prepend(picture);
      openOver(dialog);
      show();
      return new Promise((resolve) => {
        dialog.addEventListener("close", () => {
          picture.remove();
          resolve(decided);
        }, { once: true });
      });
    },

    draw(picture, crop, height) {
      const { turns, x, y, ...rest } = viewOf(picture, crop);
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [Math.round(height * ratio), height];
      const context = canvas.getContext("2d");
      context.imageSmoothingQuality = "high";
      context.translate(canvas.width / 2, canvas.height / 2);
      context.rotate((turns * Math.PI) / 2);
      const scale = (canvas.width * rest.zoom) / widest({ picture, turns });
      context.scale(scale, scale);
      context.drawImage(picture, -x, -y);
      return canvas;
    },
  };
};

function within(least, value, most) {
  return Math.min(Math.max(least, value), Math.max(least, most));
}
