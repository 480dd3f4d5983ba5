/* Times in the reader's zone, a line where a day begins, one head for what follows closely. */
const ONE_HEAD_FOR = 5 * 60 * 1000;

behaviour("days", (talk) => {
  const list = talk.querySelector("#messages");
  const day = dateFormat({ weekday: "long", day: "numeric", month: "long" });
  const dayOfYear = dateFormat({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const hour = dateFormat(HOUR);
  const thisYear = new Date().getFullYear();

  function arrange() {
    let previous = beforeThePage();
    for (const line of list.querySelectorAll(".line:not(.line--new)")) line.remove();
    let first = true;
    for (const row of list.querySelectorAll(".message")) {
      const time = row.querySelector("time");
      const here = at(row.dataset.author, time.dateTime);
      time.textContent = hour.format(here.sent);
      const newDay = here.day !== previous?.day;
      if (newDay || first) lineBefore(row, here);
      row.classList.toggle("message--follows", !newDay && here.author === previous.author && here.sent - previous.sent < ONE_HEAD_FOR);
      previous = here;
      first = false;
    }
  }

  /* The link to older messages knows the one that stands before the first: so a head that will go when they come is
     not shown until then, and nothing moves. */
  function beforeThePage() {
    const { author, sent } = linkTo("older")?.dataset ?? {};
    return sent ? at(author, sent) : null;
  }

  function at(author, moment) {
    const sent = new Date(moment);
    return { author, sent, day: (sent.getFullYear() === thisYear ? day : dayOfYear).format(sent) };
  }

  function lineBefore(row, { sent, day }) {
    const line = document.getElementById("day").content.firstElementChild.cloneNode(true);
    const time = line.querySelector("time");
    time.dateTime = [sent.getFullYear(), sent.getMonth() + 1, sent.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
    time.textContent = day;
    const above = row.previousElementSibling;
    (above?.matches(".line--new") ? above : row).before(line);
  }

  list.addEventListener("rows:placed", arrange);
  arrange();
});
