"use strict";
// Everything on the page comes from the JSON in it; texts of programs are only ever set as text.
const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");

function make(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name === "class") node.className = value;
    else if (name === "style") node.style.cssText = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  for (const child of children) if (child !== null && child !== undefined) node.append(child);
  return node;
}
function time(n) {
  const three = v => v.toFixed(v < 10 ? 2 : v < 100 ? 1 : 0);
  return n < 1e3 ? Math.round(n) + " ns" : n < 1e6 ? three(n / 1e3) + " µs" : n < 1e9 ? three(n / 1e6) + " ms" : three(n / 1e9) + " s";
}
function amount(unit, n) {
  if (unit === "nanos") return time(n);
  if (unit === "bytes") return n < 10240 ? n + " B" : n < 1 << 20 ? (n / 1024).toFixed(1) + " KB" : (n / (1 << 20)).toFixed(1) + " MB";
  return Math.round(n).toLocaleString("en-US");
}
const spread = c => c.median > 0 && c.most > c.least ? "±" + Math.round((c.most - c.least) * 50 / c.median) + "%" : "";

// ---- Comparison
function compare() {
  page.append(make("h1", {}, "sley compare " + data.program), make("p", {class: "soft"}, data.machineText + "; " + data.models.map(m => m.model).join(", ") + "; " + data.rounds + (data.rounds === 1 ? " run" : " runs") + " of each"));
  outputs();
  data.models.forEach(stopped);
  costs();
  if (data.timelines && data.timelines.length) {
    page.append(make("h2", {}, "Timelines"), make("p", {class: "soft"}, "From one more run of each model, recorded; it is not in the figures above."));
    choice(data.timelines, timeline);
  }
  lines(data.ledgers || []);
}
function outputs() {
  const o = data.output;
  page.append(make("h2", {}, "Output"));
  if (o.groups.length === 0) { page.append(make("p", {class: "bad"}, "No run ended by itself.")); return; }
  const text = {same: "The same in all runs that ended.", interleaved: "Each thread printed the same lines in the same order; only how the lines of different threads follow each other differs. The language allows this.",
    reordered: "The same lines, printed by other threads or in another order. The language allows this where threads are not ordered by what they wait for.",
    "other-lines": o.groups.some(g => g.newlineAtEnd !== o.groups[0].newlineAtEnd) ? "Different lines, or the same of which some lack the last newline: order does not explain this." : "Different lines: order does not explain this.", "other-errors": "Different lines on standard error: order does not explain this.", "other-exit": "Different exit codes."}[o.meaning];
  page.append(make("p", {class: o.accepted ? "good" : "bad"}, text + (o.accepted || o.meaning === "same" ? "" : " Not accepted by --order " + data.order + ".")));
  if (!["same", "interleaved", "reordered"].includes(o.meaning) && o.varyingBuiltIns.length) {
    page.append(make("p", {}, "The program uses " + o.varyingBuiltIns.join(", ") + ", whose results differ from run to run."));
  }
  const first = (o.firstDifferentLine || 0) - 1;
  const grid = make("div", {class: "outputs"});
  o.groups.slice(0, 6).forEach((g, i) => {
    const box = make("div", {class: "lines", tabindex: "0"});
    const from = first < 0 ? 0 : Math.max(0, first - 200);
    g.lines.slice(from, from + 1000).forEach((l, k) => {
      const at = from + k;
      const differs = o.groups.length > 1 && (o.groups[0].lines[at] || {}).text !== (i === 0 ? (o.groups[1].lines[at] || {}).text : l.text);
      const row = make("div", {class: differs ? "differs" : ""}, make("span", {class: "n"}, String(at + 1)), make("span", {}, l.text));
      if (differs && l.name) row.append(make("span", {class: "by"}, l.name + " [" + l.thread + "] " + time(l.nanos)));
      box.append(row);
    });
    g.errors.slice(0, 200).forEach(l => box.append(make("div", {}, make("span", {class: "n"}, "!"), make("span", {}, l))));
    if (!box.childNodes.length) box.append(make("div", {class: "soft"}, "(nothing)"));
    grid.append(make("div", {class: "output"}, make("header", {}, g.runs.join(", ") + (g.exit ? "; exit code " + g.exit : "")), box));
    if (first >= 0) requestAnimationFrame(() => { box.scrollTop = Math.max(0, (first - from - 4) * 18); });
  });
  page.append(grid);
}
function stopped(m) {
  m.runs.forEach((r, i) => {
    if (r.stopped || r.signal) {
      page.append(make("h3", {class: "bad"}, m.model + " run " + (i + 1) + (r.signal ? " was ended by signal " + r.signal : " was stopped: " + r.stopped)));
      if (r.waits) page.append(make("pre", {class: "told"}, r.waits));
    }
  });
}
function costs() {
  const table = make("table", {}, make("tr", {}, make("th", {}, ""), ...data.models.map(m => make("th", {}, m.model))));
  for (const cost of data.costs) {
    const cells = data.models.map(m => m.costs[cost.key]);
    if (cells.every(c => !c)) continue;
    const most = Math.max(...cells.map(c => c ? c.median : 0), 1e-9);
    table.append(make("tr", {}, make("td", {class: cost.label.startsWith(" ") ? "sub" : ""}, cost.label.trim()), ...cells.map(c => c
      ? make("td", {class: "cost"}, amount(cost.unit, c.median), make("span", {class: "spread"}, spread(c)), make("div", {class: "bar", style: "width:" + 100 * c.median / most + "%"}))
      : make("td", {class: "cost soft"}, "–"))));
  }
  page.append(make("h2", {}, "Costs"), make("div", {class: "scroll"}, table), make("p", {class: "soft"}, "Medians; ± is half of the distance between the least and the most. Bars compare the models within a row."));
  if (data.vmAndKernel.length) {
    const apart = data.vmAndKernel.map(o => o.label + " " + o.apart.toFixed(1) + " %").join(", ");
    page.append(make("p", {class: data.vmAndKernel.every(o => o.agrees) ? "soft" : "bad"}, "Between the VM and the kernel, for the whole process: " + apart + " apart."));
  }
}
function lines(ledgers) {
  const some = ledgers.filter(l => l.lines.length);
  if (!some.length) return;
  page.append(make("h2", {}, "The dearest lines"), make("p", {class: "soft"}, "By the time in which threads could run there but did not."));
  choice(some, (holder, ledger) => {
    const table = make("table", {}, make("tr", {}, ...["line", "switches", "parks", "for", "runnable, not running", "longest"].map(t => make("th", {}, t))));
    for (const l of ledger.lines) {
      table.append(make("tr", {}, make("td", {}, l.place), ...[amount("count", l.switches), amount("count", l.parks), l.reasons, time(l.runnable), time(l.longest)].map(t => make("td", {}, t))));
    }
    holder.append(make("div", {class: "scroll"}, table));
  });
}

// ---- Lab
function lab() {
  page.append(make("h1", {}, "sley lab"), make("p", {class: "soft"}, data.machineText + "; " + time(data.nanos) + " of measuring. Bars are on a logarithmic scale, one for each question; the shaded part is what textbooks quote."));
  if (data.busy) page.append(make("p", {class: "bad"}, data.busy));
  const questions = [...new Set(data.trials.map(t => t.question))];
  for (const question of questions) {
    const trials = data.trials.filter(t => t.question === question);
    const all = trials.flatMap(t => [...t.values, t.textbooks.least, t.textbooks.most]).filter(v => v > 0);
    const low = Math.log10(Math.min(...all)) - 0.3, high = Math.log10(Math.max(...all)) + 0.3;
    const x = v => 100 * (Math.log10(Math.max(v, 1e-9)) - low) / (high - low);
    const table = make("table", {}, make("tr", {}, ...["", "here", "", "textbooks say", "how"].map(t => make("th", {}, t))));
    for (const t of trials) {
      const bar = make("div", {class: "log"}), book = t.textbooks, left = book.least > 0 ? Math.max(0, x(book.least)) : 0;
      if (book.most > 0) bar.append(make("s", {style: "left:" + left + "%;width:" + Math.max(1, x(book.most) - left) + "%", title: "textbooks: " + book.text}));
      if (t.values.length) {
        bar.append(make("i", {style: "left:0;width:" + x(t.median) + "%", title: t.values.map(v => amount(t.unit, v)).join(", ")}), make("b", {style: "left:" + x(t.median) + "%"}));
      }
      table.append(make("tr", {}, make("td", {}, t.subject), make("td", {class: t.failed ? "bad" : "figure"}, t.failed || t.text, make("span", {class: "spread"}, t.spread)), make("td", {}, bar),
        make("td", {class: "figure"}, book.text), make("td", {class: "soft"}, t.method + (t.limit ? "; ended by: " + t.limit : ""))));
    }
    page.append(make("h2", {}, question), make("div", {class: "scroll"}, table));
  }
}

// ---- Timelines
/// One of several at a time, chosen by its label.
function choice(several, fill) {
  const holder = make("div", {});
  const buttons = several.map((one, i) => make("button", {"aria-pressed": i === 0, onclick: () => { buttons.forEach((b, k) => b.setAttribute("aria-pressed", k === i)); show(one); }}, one.label));
  const show = one => { holder.replaceChildren(); fill(holder, one); };
  if (several.length > 1) page.append(make("div", {class: "controls"}, ...buttons));
  page.append(holder);
  show(several[0]);
}
const ROW = 17, LABEL = 190, MOST_ROWS = 400;
function timeline(holder, t) {
  const style = getComputedStyle(document.documentElement), colour = name => style.getPropertyValue(name).trim();
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const name = id => t.names[id] || "thread " + id;
  const hue = id => "hsl(" + (id * 137.508) % 360 + " 60% " + (scheme.matches ? 45 : 62) + "%)";
  // Rows: kernel threads, then green threads with the states between their runs.
  const rows = t.tracks.map((label, i) => ({label, kind: "kernel", spans: [], track: i}));
  const threads = new Map();
  const reached = new Map();
  t.wakes.forEach(w => { if (w[4] >= 0) reached.set(w[3] + ":" + w[4], w); });
  for (const s of t.slices) {
    const span = {from: s[2], to: s[3], thread: s[1], track: s[0], state: "runs", then: t.reasons[s[6]], blocked: s[5]};
    rows[s[0]].spans.push(span);
    if (!threads.has(s[1])) threads.set(s[1], []);
    threads.get(s[1]).push(span);
  }
  // Timers and the poller, which run nothing but wake threads.
  const running = new Set(t.slices.map(s => s[0]));
  for (const w of t.wakes) if (!running.has(w[0]) && w[4] >= 0) rows[w[0]].spans.push({from: w[1], to: w[1], thread: w[3], track: w[0], state: "wakes", wake: w});
  rows.forEach(r => r.spans.sort((a, b) => a.from - b.from));
  const kernelRows = rows.filter(r => r.spans.length).slice(0, MOST_ROWS);
  const greenRows = [...threads.entries()].sort((a, b) => a[0] - b[0]).slice(0, MOST_ROWS).map(([id, runs]) => {
    runs.sort((a, b) => a.from - b.from);
    const spans = [];
    let last = null;
    for (const run of runs) {
      const wake = reached.get(id + ":" + run.from);
      const woken = wake ? Math.min(wake[1], run.from) : run.from;
      if (last) {
        const ready = last.then === "yielded" ? last.to : Math.max(last.to, woken);
        if (ready > last.to) spans.push({from: last.to, to: ready, thread: id, state: "waits", then: last.then});
        if (run.from > ready) spans.push({from: ready, to: run.from, thread: id, state: "runnable", wake});
      } else if (woken < run.from) spans.push({from: woken, to: run.from, thread: id, state: "runnable", wake});
      spans.push(run);
      last = run;
    }
    return {label: name(id) + " · " + id, kind: "green", spans, thread: id};
  });
  const all = [...kernelRows, {label: "", kind: "gap", spans: []}, ...greenRows];
  let low = Infinity;
  t.slices.forEach(s => { low = Math.min(low, s[2]); });
  const begin = Number.isFinite(low) ? low : 0, end = Math.max(t.end, begin + 1);
  let from = begin, to = end, hovered = null, search = "";
  const axis = make("canvas", {class: "axis"}), canvas = make("canvas", {}), view = make("div", {class: "view", tabindex: "0"}, canvas), tip = make("div", {class: "tip", style: "display:none"});
  const found = make("span", {class: "soft"}), shown = make("output", {class: "soft shown"});
  const input = make("input", {type: "search", placeholder: "find a thread by name or number", "aria-label": "find a thread"});
  const matches = id => search !== "" && (name(id).toLowerCase().includes(search) || String(id) === search);
  const controls = make("div", {class: "controls"},
    make("button", {onclick: () => zoom(0.5, (from + to) / 2)}, "+"), make("button", {onclick: () => zoom(2, (from + to) / 2)}, "−"), make("button", {onclick: () => { from = begin; to = end; draw(); }}, "all"), shown,
    input, found, make("span", {class: "soft"}, "drag: move; Ctrl or Shift + wheel, w, s: zoom; a, d: move"),
    make("span", {}, make("i", {class: "key", style: "background:" + hue(2)}), "runs", make("i", {class: "key", style: "background:var(--ready)"}), "runnable", make("i", {class: "key", style: "background:var(--idle)"}), "waits"));
  holder.append(controls, axis, view, tip);
  if (t.dropped) holder.append(make("p", {class: "soft"}, t.dropped.toLocaleString("en-US") + " older events are not kept."));
  if (threads.size > MOST_ROWS) holder.append(make("p", {class: "soft"}, "The first " + MOST_ROWS + " of " + threads.size + " green threads have a row of their own."));
  input.addEventListener("input", () => {
    search = input.value.trim().toLowerCase();
    const hits = [...threads.keys()].filter(matches);
    found.textContent = search === "" ? "" : hits.length + (hits.length === 1 ? " thread" : " threads");
    const row = all.findIndex(r => r.kind === "green" && matches(r.thread));
    if (row >= 0) view.scrollTop = Math.max(0, row * ROW - 100);
    draw();
  });
  const width = () => view.clientWidth - 2, scale = () => (width() - LABEL) / (to - from), x = v => LABEL + (v - from) * scale();
  function zoom(factor, at) {
    const span = Math.min(end - begin, Math.max(200, (to - from) * factor));
    from = Math.max(begin, at - (at - from) * span / (to - from));
    to = Math.min(end, from + span);
    from = Math.max(begin, to - span);
    draw();
  }
  function move(by) {
    const span = to - from;
    from = Math.min(end - span, Math.max(begin, from + by));
    to = from + span;
    draw();
  }
  function prepare(c, w, h) {
    const ratio = devicePixelRatio || 1;
    if (c.width !== Math.round(w * ratio) || c.height !== Math.round(h * ratio)) { c.width = Math.round(w * ratio); c.height = Math.round(h * ratio); c.style.width = w + "px"; c.style.height = h + "px"; }
    const g = c.getContext("2d");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, w, h);
    g.font = "11px system-ui, sans-serif";
    g.textBaseline = "middle";
    return g;
  }
  function first(spans, v) {
    let a = 0, b = spans.length;
    while (a < b) { const m = (a + b) >> 1; if (spans[m].to < v) a = m + 1; else b = m; }
    return a;
  }
  function draw() {
    const w = width(), g = prepare(canvas, w, all.length * ROW + 4), ink = colour("--text"), soft = colour("--soft"), ready = colour("--ready"), idle = colour("--idle");
    all.forEach((row, i) => {
      const y = i * ROW + 2;
      g.globalAlpha = 1;
      if (row.kind === "gap") { g.fillStyle = colour("--line"); g.fillRect(0, y + ROW / 2, w, 1); return; }
      g.fillStyle = row.kind === "green" && matches(row.thread) ? ink : soft;
      g.fillText(row.label.length > 30 ? row.label.slice(0, 29) + "…" : row.label, 6, y + ROW / 2, LABEL - 12);
      let lastPixel = -1;
      for (let k = first(row.spans, from); k < row.spans.length && row.spans[k].from <= to; k++) {
        const s = row.spans[k], a = Math.max(LABEL, x(s.from)), b = Math.min(w, Math.max(x(s.to), a + 1));
        if (b <= lastPixel) continue;
        lastPixel = Math.ceil(b);
        g.globalAlpha = search !== "" && !matches(s.thread) ? 0.18 : 1;
        g.fillStyle = s.state === "runs" || s.state === "wakes" ? hue(s.thread) : s.state === "runnable" ? ready : idle;
        if (s.state === "waits") g.fillRect(a, y + 6, b - a, 3); else g.fillRect(a, y + 1, b - a, ROW - 4);
        if (s.blocked > 0) { g.fillStyle = colour("--bad"); g.fillRect(a, y + ROW - 5, (b - a) * Math.min(1, s.blocked / Math.max(1, s.to - s.from)), 2); }
        if (s === hovered) { g.strokeStyle = ink; g.strokeRect(a, y + 0.5, b - a, ROW - 3); }
        if (row.kind === "kernel" && b - a > 34) { g.fillStyle = scheme.matches ? "#fff" : "#111"; const fits = Math.floor((b - a - 8) / 6.2), label = name(s.thread); g.fillText(label.length > fits ? label.slice(0, fits - 1) + "…" : label, a + 4, y + ROW / 2 - 0.5); }
      }
    });
    g.globalAlpha = 1;
    arrows(g);
    const h = prepare(axis, w, 20);
    const rough = (to - from) / Math.max(2, (w - LABEL) / 110), power = Math.pow(10, Math.floor(Math.log10(rough))), step = [1, 2, 5, 10].map(m => m * power).find(v => v >= rough);
    h.fillStyle = soft;
    shown.textContent = time(to - from) + " shown, from " + time(from - begin);
    for (let v = Math.ceil((from - begin) / step) * step; v <= to - begin; v += step) { h.fillRect(x(v + begin), 14, 1, 6); h.fillText(time(v), x(v + begin) + 3, 9); }
  }
  /// Who woke the thread under the mouse, and whom it woke.
  function arrows(g) {
    if (!hovered || hovered.state === "waits") return;
    const rowOf = track => kernelRows.findIndex(r => r.track === track), centre = row => row * ROW + ROW / 2 + 2;
    g.strokeStyle = colour("--text");
    g.fillStyle = colour("--text");
    let drawn = 0;
    for (const w of t.wakes) {
      if (w[4] < 0 || drawn > 40) continue;
      const here = w[3] === hovered.thread && (w[4] === hovered.from || hovered.wake === w), there = hovered.state === "runs" && w[0] === hovered.track && w[1] >= hovered.from && w[1] <= hovered.to && w[2] === hovered.thread;
      if (!here && !there) continue;
      drawn++;
      const ax = x(w[1]), ay = centre(rowOf(w[0])), bx = x(w[4]), by = centre(rowOf(w[5]));
      if (bx < LABEL || ax > width()) continue;
      g.beginPath();
      g.moveTo(Math.max(LABEL, ax), ay);
      g.bezierCurveTo((ax + bx) / 2, ay, (ax + bx) / 2, by, bx, by);
      g.stroke();
      g.beginPath();
      g.arc(bx, by, 2.5, 0, 7);
      g.fill();
    }
  }
  function under(event) {
    const box = canvas.getBoundingClientRect(), px = event.clientX - box.left, row = all[Math.floor((event.clientY - box.top - 2) / ROW)];
    if (!row || px < LABEL) return null;
    const v = from + (px - LABEL) / scale(), slack = 2 / scale();
    let best = null;
    for (let k = Math.max(0, first(row.spans, v - slack)); k < row.spans.length && row.spans[k].from <= v + slack; k++) {
      if (!best || Math.abs((row.spans[k].from + row.spans[k].to) / 2 - v) < Math.abs((best.from + best.to) / 2 - v)) best = row.spans[k];
      if (row.spans[k].from <= v && v <= row.spans[k].to) { best = row.spans[k]; break; }
    }
    return best;
  }
  let dragging = null;
  view.addEventListener("mousedown", e => { dragging = e.clientX; });
  const released = () => { dragging = null; };
  addEventListener("mouseup", released);
  view.addEventListener("mousemove", e => {
    if (dragging !== null) { move((dragging - e.clientX) / scale()); dragging = e.clientX; }
    const s = under(e);
    if (s !== hovered) { hovered = s; draw(); }
    if (!s) { tip.style.display = "none"; return; }
    const wake = s.wake || reached.get(s.thread + ":" + s.from);
    tip.textContent = name(s.thread) + " · thread " + s.thread + "\n" + (s.state === "wakes" ? "woken by " + t.tracks[s.track] : s.state === "runs" ? "runs on " + t.tracks[s.track] : s.state === "waits" ? "waits: " + s.then : "runnable, not running") + (s.state === "wakes" ? "" : " for " + time(s.to - s.from))
      + "\nat " + time(s.from - begin) + (s.state === "runs" && s.then ? "\nthen: " + s.then : "") + (s.blocked > 0 ? "\nblocked its kernel thread for " + time(s.blocked) : "")
      + (wake && s.state !== "wakes" ? "\n" + (wake[6] ? "spawned" : "woken") + " by " + (wake[2] ? name(wake[2]) : t.tracks[wake[0]]) + ", " + time(Math.max(0, wake[4] - wake[1])) + " before it ran" : "");
    tip.style.display = "";
    tip.style.left = Math.min(e.clientX + 14, innerWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = Math.min(e.clientY + 14, innerHeight - tip.offsetHeight - 8) + "px";
  });
  view.addEventListener("mouseleave", () => { tip.style.display = "none"; hovered = null; draw(); });
  view.addEventListener("wheel", e => {
    if (!e.ctrlKey && !e.shiftKey && !e.metaKey) return;
    e.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoom((e.deltaY || e.deltaX) > 0 ? 1.25 : 0.8, from + (e.clientX - box.left - LABEL) / scale());
  }, {passive: false});
  view.addEventListener("keydown", e => {
    const span = to - from;
    if (e.key === "w") zoom(0.7, (from + to) / 2); else if (e.key === "s") zoom(1.4, (from + to) / 2); else if (e.key === "a") move(-span / 5); else if (e.key === "d") move(span / 5);
  });
  new ResizeObserver(draw).observe(view);
  scheme.addEventListener("change", draw);
  draw();
}
function trace() {
  page.append(make("h1", {}, "sley trace " + data.program), make("p", {class: "soft"}, data.machineText + "; " + data.timelines[0].label));
  choice(data.timelines, timeline);
  lines(data.ledgers || []);
}
({compare, lab, trace})[data.kind]();
