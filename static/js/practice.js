// The form of a practice: coach, kept text, files at once. Without it the form works as well.
"use strict";
{
  const form = document.querySelector("#practice_form[data-keep]");
  const KEEP_AFTER = 1500; // milliseconds after the last change
  const COACH_AFTER = 700;
  const TITLE_AFTER = 500;
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "pass"]);

  const after = (wait, work) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(work, wait);
    };
  };
  const cookieToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
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
        // A full or forbidden store: the server keeps the text as well.
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
  const copyName = (path) => `smarty:form:${path.replace(/^\/[a-z]{2}(?=\/admin\/)/, "")}`;

  // After a save the browser's copy of that form has done its work, wherever the answer leads.
  const sentName = "smarty:form:sent";
  if (document.querySelector(".messagelist .form-saved")) {
    const sent = memory.get(sentName);
    if (sent) {
      memory.drop(sent);
      memory.drop(sentName);
    }
  }

  if (form) {
    const told = document.getElementById("kept");
    const copy = copyName(new URL(form.action, location).pathname);
    let isSending = false;
    let isChanged = false;
    let isKeeping = false;

    const fields = () =>
      [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const typed = () => fields().filter(([name]) => !NOT_KEPT.has(name));
    const asBody = (pairs) => new URLSearchParams(pairs);
    const whatCounts = (pairs) =>
      JSON.stringify(
        pairs
          .filter(([name, value]) => value.trim() && !/^(key|opened|revision)$|_FORMS$/.test(name))
          .map(([name, value]) => [name, value.replace(/\r\n/g, "\n").trim()])
          .sort((one, other) => (one.join() < other.join() ? -1 : 1)),
      );
    const atStart = whatCounts(typed());

    // Keeping: on the server every few seconds, in the browser at once.
    const say = (text, login) => {
      told.textContent = text;
      if (login) {
        const link = document.createElement("a");
        link.href = login;
        link.target = "_blank";
        link.textContent = form.dataset.login;
        told.append(" ", link);
      }
    };
    const keepHere = () =>
      memory.set(copy, { at: Date.now(), person: form.dataset.person, fields: typed() });
    const send = (address, pairs, options = {}) =>
      fetch(address, {
        method: "POST",
        body: pairs instanceof FormData ? pairs : asBody(pairs),
        headers: { "X-CSRFToken": cookieToken() ?? "" },
        ...options,
      });
    const keepThere = async () => {
      if (isKeeping || isSending) {
        return;
      }
      isKeeping = true;
      try {
        const sent = fields();
        const answer = await send(form.dataset.keep, sent);
        const kept = await answer.json();
        say(kept.told, kept.login);
        const held = memory.get(copy);
        if (answer.ok && held && whatCounts(held.fields) === whatCounts(sent)) {
          memory.set(copy, { ...held, isKept: true });
        }
      } catch {
        say(form.dataset.offline);
      } finally {
        isKeeping = false;
      }
    };
    const keepSoon = after(KEEP_AFTER, keepThere);

    // The coach, as the form stands now.
    const coach = document.getElementById("coach");
    const askCoach = async () => {
      try {
        const answer = await send(form.dataset.coach, fields());
        if (!answer.ok || answer.redirected) {
          return;
        }
        const here = coach.contains(document.activeElement) && document.activeElement;
        const open = [...coach.querySelectorAll(".rung details")].map((part) => part.open);
        coach.innerHTML = await answer.text();
        coach.querySelectorAll(".rung details").forEach((part, place) => {
          part.open = open[place] ?? part.open;
        });
        document.querySelector(".coach-fold > summary").textContent =
          coach.querySelector(".summary").textContent;
        if (here) {
          coach.querySelector(`a[href="${here.getAttribute("href")}"]`)?.focus();
        }
      } catch {
        // The coach comes back with the server.
      }
    };
    const coachSoon = after(COACH_AFTER, askCoach);

    // Titles like this one.
    const title = document.getElementById("id_title");
    const resembling = document.getElementById("resembling");
    const titleSoon = after(TITLE_AFTER, async () => {
      const asked = new URLSearchParams({ title: title.value, practice: form.dataset.practice });
      try {
        const answer = await fetch(`${form.dataset.resembling}?${asked}`);
        if (answer.ok && !answer.redirected) {
          resembling.innerHTML = await answer.text();
        }
      } catch {
        // Only a hint.
      }
    });

    // A file is sent as soon as it is chosen: what is wrong with it is told at once.
    const sendFile = async (input) => {
      const card = input.closest(".field");
      card.querySelector(".file-told")?.remove();
      const line = document.createElement("p");
      line.className = "file-told";
      line.setAttribute("role", "status");
      const body = new FormData();
      body.append("upload", input.files[0]);
      try {
        const answer = await send(form.dataset.file, body);
        const kept = await answer.json();
        line.textContent = kept.told;
        line.classList.toggle("is-wrong", !answer.ok);
        if (answer.ok) {
          form.elements[input.name.replace(/upload$/, "held")].value = kept.token;
        }
        input.value = "";
      } catch {
        return; // It goes with the form, then.
      }
      card.append(line);
      changed();
    };

    const changed = (event) => {
      const target = event?.target;
      if (target?.type === "file") {
        if (event.type === "change" && target.files.length) {
          sendFile(target);
        }
        return;
      }
      if (target === title) {
        titleSoon();
      }
      isChanged = true;
      keepHere();
      keepSoon();
      coachSoon();
    };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    document.addEventListener("formset:removed", () => changed());
    window.django?.jQuery?.(($) => {
      $(form).on("select2:select select2:unselect", () => changed());
    });

    // A step of the coach leads to its input, also where that one is hidden behind suggestions.
    coach?.addEventListener("click", (event) => {
      const step = event.target.closest("a[href^='#id_']");
      const input = step && document.getElementById(step.hash.slice(1));
      const shown = input?.classList.contains("admin-autocomplete")
        ? input.nextElementSibling?.querySelector(".select2-selection")
        : (input?.matches("input, select, textarea") ? input : input?.querySelector("input"));
      if (shown) {
        event.preventDefault();
        shown.closest(".field")?.scrollIntoView({ block: "center" });
        shown.focus({ preventScroll: true });
      }
    });

    form.addEventListener("submit", () => {
      isSending = true;
      keepHere();
      memory.set(sentName, copy);
      const fresh = cookieToken();
      if (fresh) {
        form.elements.csrfmiddlewaretoken.value = fresh; // A login in another window changes it.
      }
    });
    window.addEventListener("pageshow", () => {
      isSending = false;
    });
    window.addEventListener("pagehide", () => {
      if (isChanged && !isSending) {
        keepHere();
        const body = [...fields()];
        navigator.sendBeacon(form.dataset.keep, asBody(body));
      }
    });

    // What the browser still holds and the server does not.
    const offer = () => {
      const held = memory.get(copy);
      if (!held || held.person !== form.dataset.person || whatCounts(held.fields) === atStart) {
        memory.drop(copy);
        return;
      }
      const keptThere = document.querySelector(".offer[data-kept]")?.dataset.kept;
      if (keptThere && (held.isKept || Date.parse(keptThere) >= held.at)) {
        return;
      }
      if (location.search.includes("continue=") || document.querySelector(".errornote")) {
        return;
      }
      const shown = document.getElementById("browser-copy").content.cloneNode(true).firstElementChild;
      shown.querySelector("time").textContent = new Date(held.at).toLocaleString(document.documentElement.lang);
      shown.querySelector("[data-drop]").addEventListener("click", () => {
        memory.drop(copy);
        shown.remove();
      });
      shown.querySelector("[data-take]").addEventListener("click", async () => {
        const marks = fields().filter(([name]) => NOT_KEPT.has(name));
        const answer = await send(form.dataset.keep, [...held.fields, ...marks]);
        const kept = await answer.json();
        if (kept.draft) {
          location.search = `?continue=${kept.draft}`;
        } else {
          say(kept.told, kept.login);
        }
      });
      form.before(shown);
    };
    offer();

    // On a narrow screen the coach is folded until it is asked for.
    const fold = document.querySelector(".coach-fold");
    if (fold && matchMedia("(max-width: 1023px)").matches) {
      fold.open = false;
    }
  }
}
