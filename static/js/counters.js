// Counters under every text with a limit: nothing is cut while one types or pastes, too long is told.
"use strict";
{
  const count = (box) => {
    const limit = Number(box.dataset.limit);
    let counter = box.nextElementSibling;
    if (!counter?.classList.contains("counter")) {
      counter = document.createElement("span");
      counter.className = "counter";
      box.after(counter);
    }
    const length = [...box.value].length;
    counter.textContent = `${length} / ${limit}`;
    counter.classList.toggle("is-near", length > limit * 0.9 && length <= limit);
    counter.classList.toggle("is-over", length > limit);
  };
  const countAll = () => document.querySelectorAll("[data-limit]").forEach(count);

  document.addEventListener("input", (event) => {
    if (event.target.dataset?.limit) {
      count(event.target);
    }
  });
  document.addEventListener("formset:added", countAll);
  countAll();
}
