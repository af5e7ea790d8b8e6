// Keys, and where the focus goes. Every act has a button: without this file the pages do all that they do.
"use strict";
const keyed = (key) => document.querySelector(`[data-key="${key}"]`);
const rows = () => [...document.querySelectorAll("[data-row]")];
const main = (row) => row?.querySelector("[data-main]");
const typing = (on) => on.closest("input, textarea, select, [contenteditable], dialog");
const row_of = (on) => on?.closest?.("[data-row]");
let waiting = "";

const step = (by) => {
  const all = rows(), at = all.indexOf(row_of(document.activeElement));
  main(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))])?.focus();
};

const press = (button) => {
  if (button.closest("details.more")) button.closest("details.more").open = true;
  button.matches("input[type=radio]") ? button.click() : button.tagName === "LABEL" ? button.querySelector("input").click() : button.click();
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) return event.target.form.requestSubmit();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.documentElement.classList.contains("keyless")) return;
  const key = waiting ? `${waiting} ${event.key}` : event.key;
  waiting = "";
  if (key === "g") { waiting = "g"; return; }
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  const act = row_of(document.activeElement)?.querySelector(`[data-act="${key}"]`);
  const target = act ?? keyed(key);
  if (!target) return;
  event.preventDefault();
  press(target);
  // What was chosen or opened by the key is written in at once.
  const opened = target.tagName === "LABEL" ? document.querySelector(`#p-${target.querySelector("input").id}`) : target.hash && document.querySelector(target.hash);
  if (!opened) return;
  opened.closest("details")?.setAttribute("open", "");
  (opened.querySelector("textarea") ?? opened.querySelector("input:not([type=hidden]), select, button"))?.focus();
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

try { if (localStorage.getItem("keys") === "off") document.documentElement.classList.add("keyless"); } catch { /* no storage: keys stay on */ }
document.querySelector("[data-focus]")?.focus();
