// Filtering without a new page: the full page at the new address is fetched, and its parts marked
// data-swap take the place of the old ones. Without this script every form and link works as it is.
(() => {
  const form = document.querySelector("form[data-live]");
  if (!form || !window.fetch || !window.DOMParser) return;
  const announcement = document.getElementById("announcement");
  let running;

  const address = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
    const text = query.toString();
    return form.action.split("?")[0] + (text ? "?" + text : "");
  };

  const opened = () =>
    [...form.querySelectorAll("details[id]")].map(({ id, open }) => ({ id, open }));

  const swap = (page) => {
    const groups = opened();
    const focused = document.activeElement && document.activeElement.id;
    for (const part of document.querySelectorAll("[data-swap]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(fresh);
    }
    for (const { id, open } of groups) {
      const group = document.getElementById(id);
      if (group) group.open = open || group.open;
    }
    document.title = page.title;
    const again = focused && document.getElementById(focused);
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
    announcement.textContent = document.querySelector("[data-found]").textContent;
  };

  const show = async (url, { push = true, top = false } = {}) => {
    if (running) running.abort();
    running = new AbortController();
    form.classList.add("is-loading");
    try {
      const answer = await fetch(url, { signal: running.signal });
      if (!answer.ok) throw new Error(answer.status);
      // An identifier leads to its practice, a code to the list that it narrows.
      const led = answer.redirected ? new URL(answer.url) : null;
      if (led && led.pathname !== new URL(form.action).pathname) {
        window.location = led;
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const { scrollX, scrollY } = window;
      if (push) history.pushState({}, "", led || url);
      swap(page);
      const box = form.elements.q;
      const q = page.getElementById("q");
      // What was typed and not sent yet stays while filters are taken away.
      const sent = new URL(url, window.location).searchParams.get("q") || "";
      const unsent = box.value !== box.defaultValue && sent === box.defaultValue;
      const typing = push && !led && (unsent || document.activeElement === box);
      if (q) box.defaultValue = q.value;
      if (q && !typing) box.value = q.value;
      if (top) document.getElementById("found").scrollIntoView();
      else window.scrollTo(scrollX, scrollY);
    } catch (error) {
      if (error.name === "AbortError") return;
      window.location = url;
    }
    form.classList.remove("is-loading");
  };

  // What is wider or narrower than a branch just chosen is let go: "Spain or Catalonia" is Spain.
  const narrow = (box) => {
    if (!["region", "sector"].includes(box.name) || !box.checked) return;
    for (const other of form.querySelectorAll(`input[name="${box.name}"]:checked`)) {
      const related = other.value.startsWith(box.value) || box.value.startsWith(other.value);
      if (other !== box && related) other.checked = false;
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target.type === "search") return;
    if (event.target.type === "checkbox") narrow(event.target);
    if (event.target.checkValidity()) show(address());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(address());
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-live]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const paging = Boolean(link.closest(".pagination"));
    show(link.href, { top: paging }).then(() => {
      if (document.activeElement === document.body) {
        const found = document.getElementById("found");
        found.tabIndex = -1;
        found.focus({ preventScroll: true });
      }
    });
  });
  window.addEventListener("popstate", () => show(window.location.href, { push: false }));
})();

// What a search box offers while someone types; the browser's own list carries it, by keyboard too.
(() => {
  const box = document.querySelector("input[data-suggest]");
  if (!box || !window.fetch) return;
  const list = document.getElementById(box.getAttribute("list"));
  let running, waiting;

  const offer = async (typed) => {
    if (running) running.abort();
    running = new AbortController();
    const query = new URLSearchParams({ q: typed, lang: document.documentElement.lang });
    try {
      const answer = await fetch(`${box.dataset.suggest}?${query}`, { signal: running.signal });
      if (!answer.ok) return;
      const { results } = await answer.json();
      list.replaceChildren(...results.map(({ text, matched }) => {
        const option = Object.assign(document.createElement("option"), { value: matched || text });
        if (matched) option.label = `${text} – ${matched}`;
        return option;
      }));
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren();
    }
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    const typed = box.value.trim();
    if (typed.length > 1) waiting = setTimeout(() => offer(typed), 150);
    else {
      if (running) running.abort();
      list.replaceChildren();
    }
  });
})();
