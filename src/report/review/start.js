// Wires the page and starts it.
function translate() {
  document.documentElement.lang = language === 0 ? "zh-CN" : "en";
  document.title = language === 0 ? "勘误：审阅" : "kanwu: review";
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = say(element.dataset.hint);
  $("language").textContent = say("language");
  $("batch").textContent = say("batch", documents.length, DATA.checked);
  const keys = WORDS.help[language].flatMap(([keys, what]) => [make("dt", {}, make("kbd", { textContent: keys })), make("dd", { textContent: what })]);
  $("help").replaceChildren(make("h2", { textContent: say("keys") }), make("dl", {}, ...keys), make("button", { textContent: say("close"), onclick: () => $("help").close() }));
  draw();
}

function theme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
}

const isPlace = (row) => row >= 0;
const isHead = (row) => row < 0;

/** Which places a key is about: the one, with Shift those of its rule, with Alt of its document. */
function scope(event) {
  if (current < 0) return rows.length ? shownPlaces((i) => places[i].document === -1 - current) : [];
  if (event.altKey) return shownPlaces((i) => places[i].document === places[current].document);
  if (event.shiftKey) return shownPlaces((i) => ruleOf(places[i]) === ruleOf(places[current]));
  return [current];
}

function press(event) {
  const typing = event.target.matches("input, textarea");
  if (event.ctrlKey || event.metaKey || event.isComposing) return;
  if (typing) {
    if (event.key === "Escape") $("list").focus();
    return;
  }
  // With Alt a key may type another character; its place on the board tells what was meant.
  const key = event.altKey && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key.toLowerCase();
  const verdict = { a: ACCEPTED, r: REJECTED, u: UNDECIDED }[key];
  if (verdict !== undefined) {
    const which = scope(event);
    judge(which, verdict);
    if (which.length === 1 && verdict !== UNDECIDED) move(1, isPlace);
  } else if (/^[1-9]$/.test(key) && current >= 0 && places[current].proposals[key - 1]) {
    choose(current, key - 1);
    refresh();
  } else {
    const act = {
      j: () => move(1), arrowdown: () => move(1), k: () => move(-1), arrowup: () => move(-1),
      "]": () => move(1, isHead), "[": () => move(-1, isHead),
      pagedown: () => { for (let n = 0; n < 10; n++) move(1); }, pageup: () => { for (let n = 0; n < 10; n++) move(-1); },
      home: () => rows.length && select(rows[0]), end: () => rows.length && select(rows.at(-1)),
      e: () => $("own")?.focus(), z: back, x: download, "/": () => $("search").focus(), "?": () => $("help").showModal(),
    }[key];
    if (!act) return;
    act();
  }
  event.preventDefault();
}

function back() {
  const place = takeBack();
  if (place === undefined) return;
  refresh();
  if (rows.includes(place)) select(place);
}

function clear() {
  Object.assign(wanted, { text: "", state: -1, document: -1 });
  wanted.levels.clear();
  wanted.rules.clear();
  $("search").value = $("document").value = "";
  draw();
}

let waiting;
$("search").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { wanted.text = $("search").value.trim(); filter(); }, 120);
});
$("document").addEventListener("input", () => {
  wanted.document = documents.findIndex((document) => document.name === $("document").value);
  filter();
});
$("paths").append(...documents.map((document) => make("option", { value: document.name })));
$("accept-shown").addEventListener("click", () => judge(shownPlaces(), ACCEPTED));
$("reject-shown").addEventListener("click", () => judge(shownPlaces(), REJECTED));
$("undo").addEventListener("click", back);
$("export").addEventListener("click", download);
$("load").addEventListener("change", (event) => { if (event.target.files[0]) load(event.target.files[0]); event.target.value = ""; });
$("language").addEventListener("click", () => { language = 1 - language; translate(); });
$("theme").addEventListener("click", theme);
$("keys").addEventListener("click", () => $("help").showModal());
$("clear").addEventListener("click", clear);
document.addEventListener("keydown", press);

recall();
translate();
$("list").focus();
