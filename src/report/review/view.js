// Text of documents as nodes: what is invisible shows its code, and nothing is ever parsed.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ue000-\uf8ff]|\u{3000}{2,}|[\u{E0000}-\u{E007F}]/gu;
/** Characters shown of a long piece, in the list and beside it. */
const SHORT = 60, LONG = 4000;

const $ = (id) => document.getElementById(id);

/** An element with properties and children. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key.startsWith("aria-") || key === "role" || key === "lang" || key === "for") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

function sign(c) {
  if (c === "\n") return "↵";
  if (c === "\r") return "␍";
  if (c === "\t") return "⇥";
  if (c.startsWith("\u3000")) return "□".repeat(c.length);
  return `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The text with its invisible characters as signs. */
function visible(text, most = LONG) {
  const fragment = document.createDocumentFragment();
  const ends = text.length > most ? [text.slice(0, most >> 1), "……", text.slice(-(most >> 1))] : [text];
  for (const piece of ends) {
    let at = 0;
    for (const { 0: c, index } of piece.matchAll(HIDDEN)) {
      fragment.append(piece.slice(at, index), make("span", { className: "code", textContent: sign(c) }));
      at = index + c.length;
    }
    fragment.append(piece.slice(at));
  }
  return fragment;
}

/** A place in its sentence: what stands there, struck out, and what may. */
function inContext(i, left, right, most, around = plain) {
  const place = places[i];
  const after = afterOf(i), before = beforeOf(place);
  const fragment = document.createDocumentFragment();
  const from = Math.max(0, place.start - left), to = Math.min(place.text.length, place.end + right);
  if (from > 0) fragment.append("…");
  fragment.append(around(i, from, place.start));
  if (after === undefined) fragment.append(make("mark", {}, visible(before, most)));
  else {
    if (before) fragment.append(make("del", {}, visible(before, most)));
    if (after) fragment.append(make("ins", {}, visible(after, most)));
  }
  fragment.append(around(i, place.end, to));
  if (to < place.text.length) fragment.append("…");
  return fragment;
}

/** Part of the text around a place, as it stands in the document. */
const plain = (i, from, to) => visible(places[i].text.slice(from, to));

/** The same, with what is to become of the other places in it. */
function decided(i, from, to) {
  const { text } = places[i];
  const inside = (k) => places[k] && places[k].text === text && places[k].document === places[i].document;
  let first = i;
  while (inside(first - 1) && places[first - 1].end > from) first -= 1;
  const fragment = document.createDocumentFragment();
  let at = from;
  for (let k = first; inside(k) && places[k].start < to; k++) {
    const { start, end } = places[k];
    if (k === i || start < at || end > to) continue;
    const taken = state[k] === ACCEPTED || state[k] === EDITED;
    const now = taken ? afterOf(k) : text.slice(start, end);
    fragment.append(visible(text.slice(at, start)), make("u", { className: STATES[state[k]], title: text.slice(start, end) }, visible(now)));
    at = end;
  }
  fragment.append(visible(text.slice(at, to)));
  return fragment;
}

const percent = (p) => (Math.floor(p * 100 + 0.001) / 100).toFixed(2);

/** `likely 0.98`. */
function level(proposal) {
  const sure = proposal.level === "certain" ? "" : ` ${percent(proposal.probability)}`;
  return make("span", { className: `level ${proposal.level}`, textContent: say(proposal.level) + sure });
}

const reasonOf = (place, [, reason]) => documents[place.document].reasons[reason][language];

/** A list of many rows of one height, of which only those in sight exist. */
class Rows {
  /** `fill(element, index)` shows row `index` in `element`. */
  constructor(box, spacer, height, fill) {
    Object.assign(this, { box, spacer, height, fill, count: 0, pool: [], drawn: [] });
    box.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(box);
  }
  /** Browsers cut elements off that are higher than some million pixels. */
  get reach() { return Math.min(this.count * this.height, 8e6); }
  get view() { return this.box.clientHeight; }
  /** Pixels of list for one of scrolling. */
  get scale() {
    const room = this.reach - this.view;
    return room > 0 ? (this.count * this.height - this.view) / room : 1;
  }
  show(count) {
    this.count = count;
    this.spacer.style.height = `${this.reach}px`;
    this.draw(true);
  }
  draw(afresh) {
    const top = this.box.scrollTop * this.scale;
    const first = Math.max(0, Math.floor(top / this.height) - 4);
    const last = Math.min(this.count, Math.ceil((top + this.view) / this.height) + 4);
    const wanted = Math.max(0, last - first);
    while (this.pool.length < wanted) {
      const element = document.createElement("div");
      this.pool.push(element);
      this.drawn.push(-1);
      this.box.append(element);
    }
    this.pool.forEach((element, k) => {
      // A row keeps its element while it is in sight.
      const index = first + ((k - first) % this.pool.length + this.pool.length) % this.pool.length;
      if (index >= last) {
        if (!element.hidden) element.hidden = true;
        this.drawn[k] = -1;
        return;
      }
      if (afresh || this.drawn[k] !== index) this.fill(element, index);
      element.hidden = false;
      this.drawn[k] = index;
      element.style.transform = `translateY(${this.box.scrollTop + index * this.height - top}px)`;
    });
  }
  /** Scrolls as little as shows the row. */
  reveal(index) {
    const top = this.box.scrollTop * this.scale, at = index * this.height;
    let to = top;
    if (at < top + this.height) to = at - this.height;
    else if (at + 2 * this.height > top + this.view) to = at + 2 * this.height - this.view;
    if (to !== top) this.box.scrollTop = Math.max(0, to / this.scale);
    this.draw(true);
  }
}
