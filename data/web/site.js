/*
 * Makes the pages quicker to use; all of them work without it. Search answers
 * while one types (from the server, or in static files from an index that is
 * loaded on first use), the filter of a module hides cards, links named "k"
 * become buttons that copy.
 */
"use strict";
(() => {
const script = document.currentScript;
const files = "files" in script.dataset;
const top_ = new URL(script.dataset.top, location);
const $ = (s, of = document) => of.querySelector(s);
const all = (s, of = document) => [...of.querySelectorAll(s)];
const make = (tag, set, ...inside) => {
	const e = Object.assign(document.createElement(tag), set);
	e.append(...inside);
	return e;
};
const fold = (s) => s.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/* The address of a page: "/faq/a/b" */
const address = (path) => {
	if (!files)
		return path;
	const file = new URL(path.slice(1) + (/\.[a-z]+$/.test(path) ? "" : "/index.html"), top_);
	return file.href;
};

/* What was done is said to those who do not see it. */
const said = make("p", { className: "hid", role: "status" });
said.setAttribute("role", "status");
const say = (text) => { said.textContent = text; };

/* --- links that copy --- */

const copy = async (button, href) => {
	try {
		await navigator.clipboard.writeText(href);
	} catch (e) {
		const box = make("textarea", { value: href, className: "hid" });
		document.body.append(box);
		box.select();
		document.execCommand("copy");
		box.remove();
		button.focus();
	}
	button.textContent = "Copied";
	say("Link copied");
	setTimeout(() => { button.textContent = "Copy link"; }, 2000);
};

for (const link of all("a.k")) {
	const button = make("button", { type: "button", className: "k", textContent: "Copy link" });
	const href = link.href, card = link.closest("article"), name = card && $("h1,h2,h3", card);
	button.setAttribute("aria-label", "Copy link" + (name ? ": " + name.textContent.trim() : ""));
	button.dataset.href = href;
	button.addEventListener("click", () => copy(button, href));
	link.replaceWith(button);
}

/* --- the filter of a module --- */

const filter = () => {
	const form = $("#_filter"), box = $("#in"), count = $("#_count");
	if (!form)
		return;
	const cards = all("article.c[id]"), others = all(".rest li[id]"), sections = all(".s, .rest h3");
	const texts = new Map([...cards, ...others].map((e) => [e, fold(e.textContent)]));
	const total = texts.size;
	let loading = null;

	/* What stands on the module's other pages is fetched once, for its text. */
	const load = () => {
		if (!form.dataset.all || loading)
			return;
		loading = fetch(form.dataset.all).then((r) => r.text()).then((html) => {
			const page = new DOMParser().parseFromString(html, "text/html");
			for (const e of others) {
				const card = page.getElementById(e.id);
				if (card)
					texts.set(e, fold(card.textContent));
			}
			apply();
		}).catch(() => {});
	};
	const empty = (s) => s.tagName === "H3" ? all("li", s.nextElementSibling).every((e) => e.hidden)
						: all("article", s).every((e) => e.hidden);
	const apply = () => {
		const words = fold(box.value).split(/\s+/).filter(Boolean);
		let n = 0;
		for (const [e, text] of texts) {
			e.hidden = !words.every((w) => text.includes(w));
			n += !e.hidden;
		}
		for (const s of sections)
			s.hidden = empty(s);
		count.textContent = n + " of " + total + " questions";
		const url = new URL(location);
		if (box.value)
			url.searchParams.set("q", box.value);
		else
			url.searchParams.delete("q");
		history.replaceState(null, "", url);
	};

	if (new URL(location).searchParams.get("q") && !files)
		return;			/* the server has left out what does not answer */
	box.addEventListener("focus", load);
	box.addEventListener("input", apply);
	box.addEventListener("keydown", (e) => {
		if (e.key === "Escape" && box.value) {
			box.value = "";
			apply();
			e.preventDefault();
		}
	});
	form.addEventListener("submit", (e) => {
		const first = [...texts.keys()].find((c) => !c.hidden);
		e.preventDefault();
		if (first && box.value)
			$("a", first).focus();
	});
	box.value = new URL(location).searchParams.get("q") || box.value;
	if (box.value)
		load(), apply();
};

/* An anchor on this page that only leads on to the page with the card. */
const lead = () => {
	const at = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
	if (at && at.matches(".rest li[id]"))
		location.replace($("a", at).href);
	else if (at && at.matches("article")) {
		at.tabIndex = -1;
		at.focus({ preventScroll: true });
	}
};

/* --- search in static files --- */

const split = (s) => fold(s).match(/[\p{L}\p{N}]+/gu) || [];
const stem = (w) => w.length > 4 ? w.replace(/(?:ing|ed|es|s|ly)$/, "") : w.replace(/s$/, "");
const stems = (s) => split(s).map(stem);

/* One letter more, less, other, or two that changed places. */
const near = (a, b) => {
	if (Math.abs(a.length - b.length) > 1 || a[0] !== b[0])
		return false;
	let i = 0, j = 1;
	while (i < a.length && a[i] === b[i])
		i++;
	while (j <= a.length - i && j <= b.length - i && a[a.length - j] === b[b.length - j])
		j++;
	const x = a.length - i - j + 1, y = b.length - i - j + 1;
	return x + y < 3 || (x === 2 && y === 2 && a[i] === b[i + 1] && a[i + 1] === b[i]);
};

const local = {
	ready: null, data: null, terms: new Map(), concepts: new Map(),
	get(path) {
		return fetch(address(path)).then((r) => r.json());
	},
	/* term -> item -> weight */
	add(item, text, weight) {
		for (const t of new Set(stems(text))) {
			const at = this.terms.get(t) || this.terms.set(t, new Map()).get(t);
			at.set(item, (at.get(item) || 0) + weight);
		}
	},
	open() {
		this.ready = this.ready || this.get("/search-index.json").then((data) => {
			this.data = data;
			data.items.forEach((it, i) => this.add(i, it[2], 3));
			this.get("/search-text.json").then((more) => this.more(more)).catch(() => {});
		});
		return this.ready;
	},
	more(more) {
		more.texts.forEach(([brief, asks, cites], i) => {
			this.add(i, asks, 2);
			this.add(i, brief, 1);
			this.add(i, cites, 0.7);
		});
		this.texts = more.texts;
		for (const words of more.concepts || [])
			for (const w of words)
				this.concepts.set(stems(w).join(" "), words);
	},
	/* The words of the query, each as the terms that stand for it with their weights. */
	words(query) {
		const asked = stems(query).filter((w, i, a) => a.indexOf(w) === i);
		const groups = asked.map((w, i) => {
			const group = new Map(this.terms.has(w) ? [[w, 1]] : []);
			for (const t of this.terms.keys())
				if (!group.has(t) && ((i === asked.length - 1 && w.length > 1 && t.startsWith(w)) ||
						      (!group.size && w.length > 3 && near(w, t))))
					group.set(t, 0.7);
			return group;
		});
		for (let n = 3; n > 0; n--)
			for (let i = 0; i + n <= asked.length; i++)
				for (const s of this.concepts.get(asked.slice(i, i + n).join(" ")) || [])
					for (const t of stems(s))
						if (this.terms.has(t) && !groups[i].has(t))
							groups[i].set(t, 0.35);
		return groups;
	},
	ask(query) {
		const count = this.data.items.length, score = new Map();
		let most = 0;
		for (const group of this.words(query)) {
			const best = new Map();
			let heavy = 0;
			for (const [t, w] of group) {
				const at = this.terms.get(t), idf = Math.log(1 + (count - at.size + 0.5) / (at.size + 0.5));
				heavy = Math.max(heavy, w * idf);
				for (const [item, f] of at)
					best.set(item, Math.max(best.get(item) || 0, w * idf * (f / (f + 1.5))));
			}
			most += heavy || 3;
			for (const [item, s] of best)
				score.set(item, (score.get(item) || 0) + s);
		}
		const found = [...score].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
		const good = found.filter(([, s]) => s > most * 0.22 && s > found[0][1] * 0.3);
		return { supported: good.length > 0, near: [], hits: good.slice(0, 20).map(([i]) => this.hit(i, query)) };
	},
	hit(i, query) {
		const [m, slug, question, verdict] = this.data.items[i], [id, title] = this.data.modules[m];
		return { path: "/faq/" + id + "/" + slug, verdict: this.data.verdicts[verdict], module: title,
			 question: this.marked(question, query), snippet: this.marked(this.texts ? this.texts[i][0] : "", query) };
	},
	marked(text, query) {
		const words = new Set(stems(query));
		return text.split(/([\p{L}\p{N}]+)/u).reduce((parts, s, i) => {
			const is = i % 2 === 1 && s.length > 2 && words.has(stem(fold(s)));
			if (is)
				parts.push(s, "");
			else
				parts[parts.length - 1] += s;
			return parts;
		}, [""]);
	},
};

/* --- search --- */

let running = null;
const ask = async (query, limit) => {
	if (running)
		running.abort();
	running = new AbortController();
	if (files) {
		const mine = running;
		await local.open();
		return mine.signal.aborted ? null : local.ask(query);
	}
	const url = new URL("/search.json", location), here = new URL(location).searchParams;
	url.searchParams.set("q", query);
	url.searchParams.set("typing", "1");
	url.searchParams.set("limit", limit);
	for (const name of ["module", "verdict", "role", "weight", "provision"])
		if ($("#results") && here.get(name))
			url.searchParams.set(name, here.get(name));
	return (await fetch(url, { signal: running.signal })).json();
};
const marked = (parts) => (parts || []).map((s, i) => i % 2 ? make("mark", { textContent: s }) : s);
const verdict = (hit) => make("b", { className: "v " + ({ Yes: "yes", No: "no", "It depends": "conditional", Explained: "explained" }[hit.verdict] || "narrow"),
				     textContent: hit.verdict });
const counted = (found) => found.supported ? found.hits.length + (found.hits.length === 1 ? " answer" : " answers") : "No answer";

/* On the search page the answers stand in the page, as links. */
const inPage = (box, results) => {
	const url = new URL(location);
	const status = $("#found") || make("p", { id: "found", className: "soft" });
	const list = $(".hits") || make("ol", { className: "hits" });
	status.setAttribute("role", "status");

	const show = (found) => {
		status.textContent = counted(found) + (found.supported ? ", best first" : "");
		list.replaceChildren(...found.hits.map((hit) => make("li", { className: "hit" },
			make("a", { href: address(hit.path) }, ...marked(hit.question)),
			make("p", {}, verdict(hit), " ", ...marked(hit.snippet)), make("p", { className: "in", textContent: hit.module }))),
			...(found.supported ? [] : found.near).map((p) => make("li", { className: "hit" },
			make("a", { href: address(p.path), textContent: p.citation }), make("p", { textContent: p.about }))));
		results.replaceChildren(status, list);
	};
	const search = async () => {
		url.searchParams.set("q", box.value);
		if (!box.value.trim())
			url.searchParams.delete("q");
		history.replaceState(null, "", url);
		if (!box.value.trim()) {
			list.replaceChildren();
			status.textContent = "";
			return;
		}
		try {
			const found = await ask(box.value, 20);
			if (found)
				show(found);
		} catch (e) {
			if (e.name !== "AbortError")
				status.textContent = files ? "The search index cannot be read here: open these pages by way of a web server, or look through all questions."
							   : "The search does not answer.";
		}
	};
	const move = (by) => {
		const links = all(".hit > a", results), at = links.indexOf(document.activeElement) + by;
		(at < 0 ? box : links[Math.min(at, links.length - 1)] || box).focus();
	};
	document.addEventListener("keydown", (e) => {
		const inside = e.target === box || e.target.matches(".hit > a");
		if (inside && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
			move(e.key === "ArrowDown" ? 1 : -1);
			e.preventDefault();
		} else if (inside && e.key === "Escape") {
			if (e.target === box)
				box.value = "";
			box.focus();
			search();
		}
	});
	box.form.addEventListener("submit", (e) => {
		if (files)
			e.preventDefault(), search();
	});
	if (files && url.searchParams.get("q")) {
		box.value = url.searchParams.get("q");
		search();
	}
	return search;
};

/* Everywhere else they stand below the box: a combobox with a list (WAI-ARIA). */
const inList = (box) => {
	const list = make("ul", { id: "q-list", className: "list", hidden: true });
	let at = -1;
	list.setAttribute("role", "listbox");
	list.setAttribute("aria-label", "Answers");
	box.form.append(list);
	for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", "q-list"]])
		box.setAttribute(name, value);

	const mark = (to) => {
		const options = [...list.children];
		at = options.length ? (to + options.length + 1) % (options.length + 1) : -1;
		if (at === options.length)
			at = -1;
		options.forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
		if (at < 0) {
			box.removeAttribute("aria-activedescendant");
			return;
		}
		box.setAttribute("aria-activedescendant", options[at].id);
		options[at].scrollIntoView({ block: "nearest" });
	};
	const close = () => {
		list.hidden = true;
		box.setAttribute("aria-expanded", "false");
		mark(-1);
	};
	const show = (found) => {
		list.replaceChildren(...found.hits.slice(0, 8).map((hit, i) => {
			const o = make("li", { id: "q-" + i }, ...marked(hit.question), " ", verdict(hit), make("small", { textContent: hit.module }));
			o.setAttribute("role", "option");
			o.setAttribute("aria-selected", "false");
			o.dataset.href = address(hit.path);
			return o;
		}));
		at = -1;
		list.hidden = !list.children.length;
		box.setAttribute("aria-expanded", String(!list.hidden));
		say(counted(found));
	};
	list.addEventListener("mousedown", (e) => e.preventDefault());
	list.addEventListener("click", (e) => { location.href = e.target.closest("li").dataset.href; });
	box.addEventListener("blur", close);
	box.addEventListener("keydown", (e) => {
		const open = !list.hidden;
		if (e.key === "ArrowDown" || e.key === "ArrowUp") {
			if (open)
				mark(e.key === "ArrowDown" ? at + 1 : at < 0 ? list.children.length - 1 : at - 1);
			e.preventDefault();
		} else if (e.key === "Enter" && open && at >= 0) {
			location.href = list.children[at].dataset.href;
			e.preventDefault();
		} else if (e.key === "Escape") {
			if (open)
				close();
			else
				box.value = "";
			e.preventDefault();
		}
	});
	return async () => {
		if (!box.value.trim()) {
			close();
			return;
		}
		try {
			const found = await ask(box.value, 8);
			if (found)
				show(found);
		} catch (e) {
			if (e.name !== "AbortError")
				close();
		}
	};
};

const search = () => {
	const box = $("#q");
	if (!box)
		return;
	const results = $("#results"), run = results ? inPage(box, results) : inList(box);
	let timer = 0;
	box.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(run, files ? 0 : 25);
	});
	if (files)
		box.addEventListener("focus", () => { local.open().catch(() => {}); });
	document.addEventListener("keydown", (e) => {
		if (e.key === "/" && !e.ctrlKey && !e.metaKey && !e.altKey && !e.target.closest("input, textarea, select")) {
			box.focus();
			box.select();
			e.preventDefault();
		}
	});
};

document.body.append(said);
addEventListener("beforeprint", () => all("details").forEach((d) => { d.open = true; }));
addEventListener("hashchange", lead);
filter();
search();
lead();
})();
