// The script of the review page. Every form works without it; with it answers are given by keys,
// saved in the background and kept in this browser until the server has them.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const meta = (name) => $(`meta[name=${name}]`)?.content ?? "";
const say = (zh, en) => (document.documentElement.lang === "en" ? en : zh);

// ---- the outbox: answers that the server has not confirmed ----

const OUTBOX = `gouji-outbox:${meta("reviewer")}`;
const BATCH = 50;
let sending = null;
let problem = "";

function readOutbox() {
  try {
    return JSON.parse(localStorage.getItem(OUTBOX) ?? "[]");
  } catch {
    return [];
  }
}

function writeOutbox(lines) {
  localStorage.setItem(OUTBOX, JSON.stringify(lines));
  showSaving();
}

function showSaving(isOffline = false) {
  const place = $("#saving");
  const count = readOutbox().length;
  if (!place || !meta("reviewer")) return;
  place.className = problem ? "failed" : isOffline ? "waiting" : "";
  if (problem) place.textContent = `✗ ${problem}`;
  else if (isOffline)
    place.textContent = say(`⚠ 连接中断，${count} 项存在本机，恢复后自动发送`, `⚠ no connection, ${count} kept here`);
  else if (count) place.textContent = say(`… 正在保存 ${count} 项`, `… saving ${count}`);
  else place.textContent = say("✓ 已全部保存", "✓ all saved");
  place.dataset.waiting = String(count);
}

function notify(text) {
  const [zh, en] = text.split(" · ");
  $("#notice").textContent = say(zh, en ?? zh);
}

function flush() {
  if (!meta("reviewer")) return Promise.resolve();
  sending ??= send().finally(() => (sending = null));
  return sending;
}

async function send() {
  try {
    for (let lines = readOutbox(); lines.length; lines = readOutbox()) {
      const batch = lines.slice(0, BATCH);
      const response = await fetch("/decisions", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": meta("csrf") },
        body: JSON.stringify({ decisions: batch }),
        keepalive: true,
      });
      if (response.status === 401 || response.status === 403) {
        problem = say("请在新标签页重新登录，答案仍在本机", "sign in again in a new tab; answers are kept here");
        break;
      }
      if (!response.ok) throw new Error(String(response.status));
      const { refused, missed } = await response.json();
      if (missed.length) notify(missed[0]);
      const sent = new Set(batch.map((line) => line.id));
      problem = refused.length ? refused[0].message : "";
      writeOutbox(readOutbox().filter((line) => !sent.has(line.id)));
    }
    showSaving();
  } catch {
    showSaving(true);
    setTimeout(flush, 2000);
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function enqueue(lines) {
  writeOutbox([...readOutbox(), ...lines]);
  flush();
}

// ---- the items of a page ----

let items = [];
let index = 0;
let shownAt = 0;
const given = []; // answers of this page view, for undo
const passed = new Set(); // places that were skipped
const finished = []; // places whose answers the server may not have yet
let ahead = []; // pages that were loaded ahead
const AHEAD = 3;

const work = () => $("#work");

function begin() {
  items = $$(".item");
  index = 0;
  document.documentElement.classList.toggle("scripted", items.length > 0);
  if (!items.length) return;
  const wanted = items.findIndex((item) => `#${item.id}` === location.hash);
  const open = items.findIndex((item) => !item.dataset.done);
  show(wanted >= 0 ? wanted : Math.max(0, open));
  loadAhead();
}

function show(next) {
  index = next;
  items.forEach((item, number) => item.classList.toggle("current", number === index));
  const item = items[index];
  $("#position").textContent = `${index + 1}/${items.length}`;
  $$(".official .current").forEach((one) => one.classList.remove("current"));
  if (item.dataset.key) {
    const cell = $(`.official td[data-key="${CSS.escape(item.dataset.key)}"]`);
    cell?.classList.add("current");
    cell?.closest("tr").classList.add("current");
    if (cell) scrollTable(cell);
  }
  const mark = $(".text mark, .text .place", item);
  if (mark) scrollText(mark);
  document.activeElement?.blur();
  shownAt = performance.now();
}

function scrollText(mark) {
  const box = mark.closest(".text");
  const heads = mark.closest("table")?.tHead; // they cover what scrolls below them
  heads?.classList.toggle("loose", heads.offsetHeight > box.clientHeight / 2);
  const covered = heads && !heads.classList.contains("loose") ? heads.offsetHeight : 0;
  const [at, frame] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollTop += at.top - frame.top - (box.clientHeight + covered - at.height) / 2;
  if (at.right > frame.right || at.left < frame.left) box.scrollLeft += at.left - frame.left - box.clientWidth / 2;
}

function scrollTable(cell) {
  const box = cell.closest(".tables");
  if (box.scrollHeight <= box.clientHeight) return; // the page scrolls, not the table
  const offset = cell.getBoundingClientRect().top - box.getBoundingClientRect().top;
  const heads = cell.closest("table").tHead?.offsetHeight ?? 0;
  if (offset < 40 + heads || offset > box.clientHeight - 60) box.scrollTop += offset - box.clientHeight / 2;
}

function answer(choice) {
  if (leaving) return;
  $("#notice").textContent = "";
  const item = items[index];
  const mode = work().dataset.mode;
  const line = {
    ...JSON.parse(item.dataset.line),
    ...choice,
    id: newId(),
    seconds: Math.min(600, Math.round(performance.now() - shownAt) / 1000),
    blind: "blind" in work().dataset,
    audit: mode === "audit",
  };
  enqueue([line]);
  given.push({ line, lease: work().dataset.lease, index });
  markDone(item, line);
  step();
}

function markDone(item, line) {
  item.dataset.done = "1";
  const shown = line.value ?? line.status ?? line.judgement ?? line.is ?? line.opens ?? "✓";
  $(".decided", item).textContent = say(`已定：${shown}`, `decided: ${shown}`);
  const cell = item.dataset.key && $(`.official td[data-key="${CSS.escape(item.dataset.key)}"]`);
  if (!cell || item.dataset.kind !== "cell") return;
  cell.classList.remove("doubtful");
  cell.classList.add("decided");
  $$(".sign", cell).forEach((sign) => sign.remove());
  $(".value", cell).textContent = line.value ?? { blank: "·", absent: "╌", unreadable: "“…”" }[line.status] ?? "";
  $$(`[data-key="${CSS.escape(item.dataset.key)}"].number`).forEach((number) => settle(number, line.value ?? null));
}

// An answer changes the equations of the other items: their gap, and what is in doubt or unread.
function settle(number, value) {
  const equation = number.closest(".equation");
  const was = parseNumber(number.textContent);
  number.textContent = value ?? "?";
  if ("asked" in number.dataset) return;
  const { gap, doubted, left, right } = equation.dataset;
  const sign = Number(number.dataset.sign);
  equation.dataset.gap = Number(gap) + sign * ((value ?? 0) - (was ?? 0));
  const room = (value === null) - (was === null);
  if (sign > 0) equation.dataset.left = Number(left) + room;
  else equation.dataset.right = Number(right) + room;
  if ("doubted" in number.dataset) equation.dataset.doubted = Number(doubted) - 1;
  delete number.dataset.doubted;
  const asked = $("[data-asked]", equation);
  if (asked) showVerdict(equation, decide(equation, parseNumber(asked.textContent)));
}

function step() {
  const order = [...items.keys()].map((number) => (index + 1 + number) % items.length);
  const next = order.find((number) => !items[number].dataset.done && !items[number].dataset.skipped);
  if (next === undefined) leave();
  else show(next);
}

function skip() {
  items[index].dataset.skipped = "1";
  passed.add(work().dataset.lease);
  step();
}

function back() {
  if (index > 0) show(index - 1);
}

// ---- from page to page ----

function nextAddress() {
  const { page, query, lease } = work().dataset;
  const held = [lease, ...ahead.map((one) => $("#work", one).dataset.lease)];
  const seen = new URLSearchParams(query).has("reviewer") ? 380 : 8; // what is decided comes again
  const leases = [...new Set([...held, ...finished.slice(-seen), ...[...passed].slice(-8)])];
  const parts = query ? [query] : [];
  return `/${page}?${[...parts, ...leases.map((lease) => `not=${encodeURIComponent(lease)}`)].join("&")}`;
}

async function load(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const picture of $$("image, img", page)) new Image().src = picture.getAttribute("href") ?? picture.getAttribute("src");
  return page;
}

let loading = false;
async function loadAhead() {
  if (loading || work()?.dataset.page !== "work") return;
  loading = true;
  try {
    while (ahead.length < AHEAD) {
      const page = await load(nextAddress());
      if (!$("#work", page)) break;
      ahead.push(page);
    }
  } catch {
    setTimeout(loadAhead, 3000);
  } finally {
    loading = false;
  }
}

let leaving = false; // the next page is on its way
function put(page) {
  leaving = false;
  $("#main").replaceChildren(...$("#main", page).childNodes);
  document.title = page.title;
  begin();
}

async function leave() {
  const { page, lease } = work().dataset;
  leaving = true;
  finished.push(lease);
  if (ahead.length) return put(ahead.shift());
  await flush();
  try {
    put(await load(page === "item" ? "/work?" : nextAddress()));
  } catch {
    showSaving(true);
    setTimeout(leave, 2000);
  }
}

async function undo() {
  const last = given.pop();
  if (!last) return $("#undo").form.submit();
  const name = nameOf(last.line);
  enqueue([{ ...name, id: newId(), retracts: last.line.id }]);
  if (last.lease === work()?.dataset.lease && items[last.index]) {
    delete items[last.index].dataset.done;
    $(".decided", items[last.index]).textContent = say("已撤销", "undone");
    return show(last.index);
  }
  await flush();
  put(await load(`/item?line=${encodeURIComponent(JSON.stringify(name))}`));
}

function nameOf(line) {
  const { report, cell, claim, finding, unplaced, section, field, was, ticket } = line;
  return { report, cell, claim, finding, unplaced, section, field, was, ticket };
}

// ---- numbers that are typed, and equations decided with them ----

function parseNumber(text) {
  const typed = text.normalize("NFKC").replace(/[,\s]/g, "");
  return /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : null;
}

function typed(item) {
  const box = $("input[name=typed]", item);
  const line = JSON.parse(item.dataset.line);
  if (line.field === "agency") return box.value.trim() ? { is: box.value.trim() } : null;
  const value = parseNumber(box.value);
  if (value === null) return null;
  if (line.field) return { is: value };
  if (!line.claim) return { status: "read", value };
  return claimFields(box.form, value);
}

function claimFields(form, value) {
  const [metric, about, period, parts] = ["metric", "about", "period", "parts"].map((name) => new FormData(form).get(name));
  if (!metric) return null;
  if (metric !== "breakdown") return { value, metric, about, period };
  const numbers = (parts ?? "").split(/[+＋、;；]/).map(parseNumber);
  return numbers.length > 1 && !numbers.includes(null) ? { value, metric, about, period, parts: numbers } : null;
}

function place(item, key) {
  if (key) answer({ judgement: "placed", place: key });
  else $("select[name=place]", item)?.focus();
}

function decide(equation, value) {
  const { gap, sign, left, right, fractions, doubted } = equation.dataset;
  const isUnread = value === null;
  const rest = Number(gap) + Number(sign) * (value ?? 0);
  const total = Math.round(rest * 1e6) / 1e6;
  if (Number(doubted)) return "undecided";
  if (total === 0) return "holds";
  const raises = total > 0 ? Number(right) + (isUnread && sign < 0) : Number(left) + (isUnread && sign > 0);
  return raises && (Number(fractions) || Number.isInteger(total)) ? "undecided" : "broken";
}

function showVerdict(equation, verdict) {
  const label = $(".verdict", equation);
  label.textContent = label.dataset[verdict];
  equation.className = `equation ${verdict}`;
}

function redecide(item) {
  const value = parseNumber($("input[name=typed]", item).value);
  if (value === null) return;
  for (const equation of $$(".equation", item)) {
    showVerdict(equation, decide(equation, value));
    $$("[data-asked]", equation).forEach((number) => (number.textContent = value));
  }
}

// ---- the keyboard ----

const KEYS = {
  Enter: "accept", NumpadEnter: "accept", Space: "accept",
  Period: "suggest", NumpadDecimal: "suggest",
  Semicolon: "other", KeyA: "other", Quote: "other2",
  Slash: "blank", NumpadDivide: "blank", KeyB: "blank",
  Comma: "absent", KeyX: "absent",
  Backslash: "unreadable", NumpadMultiply: "unreadable", KeyU: "unreadable",
  Equal: "published", KeyP: "published",
  ArrowDown: "skip", KeyS: "skip", ArrowUp: "back",
  ArrowRight: "zoom", Backspace: "undo", KeyZ: "undo",
};
const TEXT_BOXES = "input:not([type=checkbox]), textarea, select, [contenteditable]";
let composing = false;
const shortcutsAreOn = () => localStorage.getItem("gouji-shortcuts") !== "off";

document.addEventListener("compositionstart", () => (composing = true));
document.addEventListener("compositionend", () => setTimeout(() => (composing = false), 0));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !shortcutsAreOn()) return;
  if (event.isComposing || composing || event.keyCode === 229 || event.key === "Process") {
    const place = $("#position");
    if (place) place.textContent = say("输入法已开：请用数字、回车、方向键", "an input method is on: use digits, Enter, arrows");
    return;
  }
  if (event.target.closest(TEXT_BOXES)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "?" || event.key === "？") return act(event, toggleHelp);
  if ($("dialog[open]")) return;
  const isOwnKey = event.target.closest("button, a, summary") && ["Enter", "Space"].includes(event.code);
  if (isOwnKey) return;
  if ($("#sheet")) return onSheet(event);
  if (items.length) onItem(event);
});

function act(event, action) {
  event.preventDefault();
  action();
}

function onItem(event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  const box = $("input[name=typed]", items[index]);
  if (digit && !event.shiftKey) return box && act(event, () => type(box, digit[1]));
  if ((event.code === "Minus" || event.code === "NumpadSubtract") && box) return act(event, () => type(box, "-"));
  const name = event.shiftKey ? undefined : KEYS[event.code];
  const actions = { skip, back, undo, zoom };
  if (name in actions) return act(event, actions[name]);
  if (name) act(event, () => choose(name));
}

function type(box, digit) {
  box.focus();
  box.value += digit;
  redecide(items[index]);
}

function choose(name) {
  const item = items[index];
  const wanted = name === "published" && !$("[data-name=published]", item) ? "accept" : name;
  const button = $(`button[data-name="${wanted}"]`, item) ?? (name === "accept" ? $("button[data-name=confirm]", item) : null);
  if (button) answer(JSON.parse(button.value));
}

function zoom() {
  const page = $("svg.page", items[index]);
  if (!page) return;
  page.dataset.part ??= page.getAttribute("viewBox");
  const isPart = page.getAttribute("viewBox") === page.dataset.part;
  page.setAttribute("viewBox", isPart ? page.dataset.whole : page.dataset.part);
}

function toggleHelp() {
  const help = $("#help");
  if (help?.open) help.close();
  else help?.showModal();
}

// ---- the contact sheet ----

let number = "";
function onSheet(event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  if (digit) return act(event, () => showNumber(number + digit[1]));
  if (event.code === "Backspace") return act(event, () => showNumber(number.slice(0, -1)));
  if (!["Enter", "NumpadEnter", "Space"].includes(event.code)) return;
  act(event, () => {
    if (!number) return $("#accept-rest")?.form.requestSubmit();
    const tile = $(`[data-number="${Number(number)}"]`);
    if (tile) tile.checked = !tile.checked;
    showNumber("");
  });
}

function showNumber(text) {
  number = text;
  $("#typed-number").textContent = text;
}

async function acceptSheet(form) {
  const rest = $$(".tile", form).filter((tile) => !$("input[type=checkbox]", tile).checked);
  const seconds = (performance.now() - shownAt) / 1000 / Math.max(1, rest.length);
  enqueue(rest.map((tile) => ({ ...JSON.parse($("[name=accept]", tile).value), id: newId(), seconds })));
  await flush();
  if (!readOutbox().length) location.assign(`/sheet?${new FormData(form).get("back")}`);
}

// ---- events ----

document.addEventListener("submit", (event) => {
  const { form, submitter } = { form: event.target, submitter: event.submitter };
  if (form.closest("#sheet") && form.method === "post") {
    event.preventDefault();
    acceptSheet(form);
  } else if (form.closest(".item")) {
    event.preventDefault();
    const item = form.closest(".item");
    if (composing) return;
    if (submitter?.dataset.name === "placed") return place(item, $("select[name=place]", item).value);
    if (submitter && submitter.dataset.name !== "typed") return answer(JSON.parse(submitter.value));
    const box = $("input[name=typed]", item);
    if (!box) return;
    const choice = typed(item);
    if (choice) answer(choice);
    else if (!box.value && $("button[data-name=accept]", item)) choose("accept");
    else box.setAttribute("aria-invalid", "true");
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-name=skip]")) skip();
  if (event.target.closest("#keys")) toggleHelp();
  if (event.target.closest("svg.page")) zoom();
  const cell = event.target.closest(".official td[data-key]");
  if (cell && items[index]?.dataset.kind === "unplaced") act(event, () => place(items[index], cell.dataset.key));
  if (event.target.closest("#undo") && given.length) act(event, undo);
});
document.addEventListener("input", (event) => {
  if (event.target.matches(".item input[name=typed]")) redecide(event.target.closest(".item"));
});
document.addEventListener("change", (event) => {
  if (event.target.id === "shortcuts") localStorage.setItem("gouji-shortcuts", event.target.checked ? "on" : "off");
});
addEventListener("online", flush);
addEventListener("pagehide", () => {
  if (work()) navigator.sendBeacon("/release", new URLSearchParams({ csrf: meta("csrf") }));
});

const box = $("#shortcuts");
if (box) box.checked = shortcutsAreOn();
shownAt = performance.now();
showSaving();
flush();
begin();
