/* A moment in the reader's zone: 09:38 of today, 21 Nov of this year, 3 Jan 2025 before. */
behaviour("when", (time) => {
  const [moment, now] = [new Date(time.dateTime), new Date()];
  const ofThisYear = moment.getFullYear() === now.getFullYear();
  const ofToday = moment.toDateString() === now.toDateString();
  const day = { day: "numeric", month: "short", year: ofThisYear ? undefined : "numeric" };
  time.textContent = dateFormat(ofToday ? HOUR : day).format(moment);
});

/* A moment to come, with its hour. */
behaviour("exactly", (time) => {
  time.textContent = dateFormat({ day: "numeric", month: "short", ...HOUR }).format(new Date(time.dateTime));
});

/* A day and an hour that one chooses are in one's own time zone: the server is told the moment. */
behaviour("moment", (field) => {
  const [shown, moment] = ["input[type=datetime-local]", "input[type=hidden]"].map((part) => field.querySelector(part));
  field.querySelector("[data-part=zone]").hidden = true;
  if (field.dataset.moment) shown.value = inputValue(new Date(field.dataset.moment));
  const tell = () => (moment.value = shown.value && new Date(shown.value).toISOString());
  shown.addEventListener("input", tell);
  tell();
});

const inputValue = (date) => new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);

/* An end to come, with its day of the week. */
behaviour("until", (time) => {
  const day = { weekday: "short", day: "numeric", month: "short", ...HOUR };
  time.textContent = dateFormat(day).format(new Date(time.dateTime));
});
