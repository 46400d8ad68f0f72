// What is typed on the page of an action stays in the browser until it has been done: an expired login, a
// closed tab or a lost connection loses nothing. Without this script the page works as well.
"use strict";
{
  const SENT = "smarty:step:sent";
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "seen"]);

  const memory = {
    get(name) {
      try {
        return JSON.parse(localStorage.getItem(name));
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        localStorage.setItem(name, JSON.stringify(value));
      } catch {
        // A full or forbidden store: the page still works.
      }
    },
    drop(name) {
      try {
        localStorage.removeItem(name);
      } catch {
        // Nothing was kept.
      }
    },
  };

  // Once the portal says that it is done, the copy has served.
  const sent = memory.get(SENT);
  if (sent && document.querySelector(".messagelist .success")) {
    memory.drop(sent);
  }

  const form = document.querySelector(".step-form[data-keep]");
  if (form || document.querySelector(".messagelist")) {
    memory.drop(SENT); // Done, or not done after all: the next message speaks of something else.
  }
  if (form) {
    const name = `smarty:step:${form.dataset.person}:${form.dataset.keep}`;
    const typed = () => [...new FormData(form)].filter(([input]) => !NOT_KEPT.has(input));
    const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
    const atStart = typed();

    const fill = (pairs) => {
      for (const element of form.elements) {
        if (!element.name || NOT_KEPT.has(element.name)) continue;
        const values = pairs.filter(([input]) => input === element.name).map(([, value]) => value);
        if (element.type === "radio" || element.type === "checkbox") {
          element.checked = values.includes(element.value);
        } else if (values.length) {
          element.value = values[0];
          element.dispatchEvent(new Event("input", { bubbles: true }));
        }
        const fold = element.closest("details");
        if (fold && element.value) fold.open = true;
      }
    };

    const held = memory.get(name);
    const isRefused = Boolean(document.querySelector(".errornote"));
    if (held && !isRefused && !same(held.fields, atStart)) {
      const offer = document.getElementById("browser-copy").content.cloneNode(true).firstElementChild;
      offer.querySelector("time").textContent = new Date(held.at).toLocaleString(document.documentElement.lang);
      offer.querySelector("[data-take]").addEventListener("click", () => {
        fill(held.fields);
        offer.remove();
        form.querySelector("textarea, input:not([type=hidden]), select")?.focus();
      });
      offer.querySelector("[data-drop]").addEventListener("click", () => {
        memory.drop(name);
        offer.remove();
      });
      form.before(offer);
    }

    const keep = () => memory.set(name, { at: Date.now(), fields: typed() });
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => {
      keep();
      memory.set(SENT, name);
    });
  }
}
