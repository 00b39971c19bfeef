// Everything here is a convenience: without it each page works by links and forms.
"use strict";

const typing = (element) =>
  element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;

const shown = (element) => element.checkVisibility({ visibilityProperty: true });

const openSheet = () => document.querySelector(".decide details[open]");

// A key presses what carries it; inside an opened sheet its own digits come first.
function pressed(key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const sheet = openSheet();
  const inSheet = sheet ? [...sheet.querySelectorAll(selector)].find((found) => found.tagName !== "SUMMARY" && shown(found)) : null;
  return inSheet || [...document.querySelectorAll(selector)].find((found) => shown(found) && !found.disabled);
}

function press(element) {
  if (element.tagName === "SUMMARY") {
    const sheet = element.parentElement;
    sheet.open = !sheet.open;
    if (sheet.open) (sheet.querySelector("[data-first]") || element).focus();
  } else if (element.matches("input, select, textarea")) {
    element.focus();
    if (element.select) element.select();
  } else {
    element.click();
  }
}

function moveInList(step) {
  const links = [...document.querySelectorAll(".item .name a")];
  if (!links.length) return false;
  const at = links.findIndex((link) => link.closest(".item").contains(document.activeElement));
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function help() {
  const dialog = document.getElementById("help");
  if (!dialog) return;
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && !"jk".includes(event.key)) return;
  if (event.key === "Escape") {
    const sheet = openSheet();
    if (sheet) {
      sheet.open = false;
      sheet.querySelector("summary").focus();
    } else if (typing(event.target)) {
      event.target.blur();
    }
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]") && event.key !== "?") return;
  if (event.key === "?") {
    event.preventDefault();
    help();
    return;
  }
  if (event.key === "x") {
    const box = document.activeElement.closest(".item")?.querySelector("input[type=checkbox]");
    if (box) box.click();
    return;
  }
  if ((event.key === "j" || event.key === "k") && moveInList(event.key === "j" ? 1 : -1)) {
    event.preventDefault();
    return;
  }
  const element = event.key.length === 1 ? pressed(event.key) : null;
  if (element && !element.closest("[aria-disabled=true]")) {
    event.preventDefault();
    press(element);
  }
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  if (target.closest("[data-help]")) {
    event.preventDefault();
    help();
  }
  if (target.closest("[data-close]")) target.closest("dialog").close();
  const jump = target.closest("a[data-jump]");
  if (jump) {
    const place = document.getElementById(jump.hash.slice(1));
    if (place) {
      event.preventDefault();
      event.stopPropagation();
      light(place);
    }
  }
}, true);

function light(place) {
  for (const lit of document.querySelectorAll("mark.lit")) lit.classList.remove("lit");
  place.classList.add("lit");
  place.scrollIntoView({ block: "center" });
}

document.addEventListener("change", (event) => {
  const target = event.target;
  if (target.matches("[data-all]")) {
    for (const box of document.querySelectorAll("input[name=model][type=checkbox]")) box.checked = target.checked;
  }
  if (target.matches("input[name=model][type=checkbox], [data-all]")) countPicked();
  if (target.matches("[data-submits]")) target.form.requestSubmit();
});

function countPicked() {
  const picked = document.querySelectorAll("input[name=model]:checked").length;
  const told = document.querySelector("[data-picked]");
  if (told) told.textContent = picked ? `${picked} selected` : "none selected";
}

// A decision is sent once, however often its key is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
}, true);

// Scrolls a row of tabs sideways, and never the page.
function reveal(current) {
  const row = current.closest(".tabs, ul");
  const [place, seen] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
  if (place.right > seen.right) row.scrollLeft += place.right - seen.right + 24;
  else if (place.left < seen.left) row.scrollLeft -= seen.left - place.left + 24;
}

function settle(announce) {
  const sheet = document.querySelector(".decide details[open] [data-first]");
  if (sheet) sheet.focus();
  else if (announce) (document.querySelector("[data-focus]") || document.getElementById("title"))?.focus({ preventScroll: true });
  for (const current of document.querySelectorAll(".tabs [aria-current], .bar nav [aria-current]")) reveal(current);
  const said = document.querySelector("[data-said]");
  const live = document.getElementById("live");
  if (announce && live) live.textContent = said ? said.textContent.trim() : document.title;
  if (location.hash) {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (place && place.tagName === "MARK") light(place);
  }
}

// Going back loads the page anew; this finds the place where one was on it.
const placeOf = () => `place ${location.pathname}${location.search}`;
const remember = () => sessionStorage.setItem(placeOf(), String(Math.round(scrollY)));
let goingBack = false;
window.addEventListener("popstate", () => { goingBack = true; });
window.addEventListener("pagehide", () => { if (!goingBack) remember(); });
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target.id === "page") remember();
});
if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") {
  const place = Number(sessionStorage.getItem(placeOf()));
  if (place) {
    history.scrollRestoration = "manual";
    window.addEventListener("load", () => setTimeout(() => scrollTo(0, place)));
  }
}

document.addEventListener("htmx:afterSettle", (event) => {
  // Whoever switched the document by a link goes on reading it, and not at the top of the page.
  if (event.detail.target.id === "evidence" && document.activeElement === document.body) {
    document.querySelector(".evidence .text")?.focus({ preventScroll: true });
  }
  if (event.detail.target.id === "page" || event.detail.elt.id === "page") settle(true);
});

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    const box = document.getElementById("trouble");
    box.textContent = status
      ? `The server answered with an error (${status}). Nothing was decided; try again, or reload the page.`
      : "The server does not answer. Nothing was decided; is `flopscout review` still running?";
    box.hidden = false;
  });
}

// A page that was loaded whole after a decision is read from its title as well.
settle(document.querySelector("[data-said]") !== null);
