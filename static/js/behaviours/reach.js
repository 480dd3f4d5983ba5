/* What the last week would have been, as the switches stand: each row knows how often it had news. */
behaviour("reach", (form) => {
  const count = () => {
    for (const sum of form.querySelectorAll("[data-sum]")) {
      const on = [...form.querySelectorAll(`[data-channel="${sum.dataset.sum}"]:checked`)];
      const number = on.reduce((total, box) => total + Number(box.closest("[data-week]").dataset.week), 0);
      const words = (number === 1 ? sum.dataset.one : sum.dataset.many).replace("#", number);
      if (sum.textContent !== words) sum.textContent = words;
    }
  };
  form.addEventListener("change", count);
  count(); // a browser may have put back what one had chosen before
});
