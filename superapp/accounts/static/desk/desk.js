/* Small conveniences of the desk. Every page does its work without them. */
"use strict";

(() => {
  const rowsOf = (repeat) => [...repeat.querySelectorAll(":scope > .one")];
  const controls = (row) => [...row.querySelectorAll(".fields input, .fields select, .fields textarea")];

  const addRow = (section) => {
    const total = section.querySelector("input[name$='-TOTAL_FORMS']");
    const template = section.querySelector("template");
    const html = template.innerHTML.replaceAll("__prefix__", total.value);
    section.querySelector(".repeat").insertAdjacentHTML("beforeend", html);
    total.value = Number(total.value) + 1;
    section.querySelector(".repeat > .one:last-child :is(input, select, textarea)")?.focus();
  };

  // The order of rows is the order of their numbers, so two rows trade what is in them, not their places.
  const trade = (one, other) => {
    const theirs = controls(other);
    controls(one).forEach((control, place) => {
      [control.value, theirs[place].value] = [theirs[place].value, control.value];
    });
  };

  const drop = (row) => {
    const box = row.querySelector("input[name$='-DELETE']");
    box.checked = !box.checked;
    row.classList.toggle("gone", box.checked);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest(".one");
    const rows = row ? rowsOf(row.parentElement) : [];
    const place = rows.indexOf(row);
    if (button.dataset.row === "add") addRow(button.closest("[data-rows]"));
    if (button.dataset.row === "drop") drop(row);
    if (button.dataset.row === "up" && place > 0) trade(row, rows[place - 1]);
    if (button.dataset.row === "down" && place < rows.length - 1) trade(row, rows[place + 1]);
  });

  // A choice of "unknown", "free" or "none" puts away the rows that belong to the other choices.
  const showChosen = (group) => {
    const chosen = group.querySelector("input:checked")?.value;
    document.querySelectorAll(`[data-shown-by="${group.dataset.chooses}"]`).forEach((part) => {
      part.hidden = part.dataset.shownFor !== chosen;
    });
  };

  // Browsers write dates in a style of their own; officers read the Buddhist era.
  const sayMoment = (input) => {
    let words = input.nextElementSibling;
    if (!words?.matches("output")) {
      words = document.createElement("output");
      words.className = "hint";
      input.after(words);
    }
    const style = { dateStyle: "full", timeStyle: "short" };
    words.textContent = input.value && new Intl.DateTimeFormat("th-TH-u-ca-buddhist", style).format(new Date(input.value));
  };

  let changed = false;
  document.addEventListener("change", (event) => {
    const group = event.target.closest("[data-chooses]");
    if (group) showChosen(group);
    if (event.target.closest("[data-sift]")) event.target.form.submit();
    if (event.target.matches("[data-tick-all]")) {
      const whose = event.target.dataset.tickAll;
      const boxes = whose === "*" ? "[data-tick], [data-tick-all]" : `[data-tick="${whose}"]`;
      document.querySelectorAll(boxes).forEach((box) => {
        box.checked = event.target.checked;
      });
    }
    count();
  });
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-keep]")) changed = true;
    if (event.target.matches("[data-thai-moment]")) sayMoment(event.target);
  });
  document.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  const count = () => {
    document.querySelectorAll("[data-count]").forEach((place) => {
      place.textContent = document.querySelectorAll(`input[name="${place.dataset.count}"]:checked`).length;
    });
  };

  // Reading long lists by keys: j and k go on and back, x ticks, o opens, / goes to the search.
  const typing = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  const walk = (step) => {
    const stops = [...document.querySelectorAll("[data-walk]")];
    const place = stops.indexOf(document.activeElement?.closest("[data-walk]"));
    stops[Math.max(0, Math.min(stops.length - 1, place + step))]?.focus();
  };
  const keys = {
    j: () => walk(1),
    k: () => walk(-1),
    x: (stop) => stop?.querySelector("input[type=checkbox]")?.click(),
    o: (stop) => stop?.querySelector("a")?.click(),
    "/": () => document.querySelector("[data-seek]")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (!keys[event.key] || !document.querySelector("[data-walk]")) return;
    event.preventDefault();
    keys[event.key](document.activeElement?.closest("[data-walk]"));
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.classList.add("scripted");
    document.querySelectorAll("[data-chooses]").forEach(showChosen);
    count();
    document.querySelector(".field.wrong :is(input, select, textarea)")?.focus();
  });
})();
