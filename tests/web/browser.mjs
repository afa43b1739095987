/*
 * The site in Debian's chromium: every kind of page by keyboard, by axe, in light and dark, at 320 pixels,
 * without script, in print; search, filter and copied links; from the server, from static files and from a
 * disk. Prints TAP; screenshots of all kinds of pages stay in the output folder.
 *
 *	browser.mjs CRADLE SOURCE NODE-MODULES OUTPUT-FOLDER
 */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import zlib from 'node:zlib';

const [cradle, source, modules, output] = process.argv.slice(2).map((p) => path.resolve(p));
const require = createRequire(path.join(modules, 'x.js'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'cradle-web-'));
const shots = path.join(output, 'screenshots');

/* One of each kind, and what is most likely to break. */
const kinds = {
	home: '/', index: '/faq', 'index-last': '/faq/page/2', facet: '/faq/verdict/no', module: '/faq/secure-by-default',
	part: '/faq/essential-requirements/part/2', 'module-small': '/faq/tailor-made', filtered: '/faq/secure-by-default?q=reset',
	item: '/faq/secure-by-default/reset', workflow: '/workflow/secure-by-default', law: '/law', provision: '/law/annex-1-part-1-2-b',
	changed: '/law/art-13-4', limbs: '/limb', limb: '/limb/I.2.b.config', sources: '/sources', deadlines: '/deadlines',
	changes: '/changes', search: '/search', found: '/search?q=switch+off+updates', none: '/search?q=zebra+chocolate+giraffe',
	declared: '/dossier/1', image: '/dossier/2', verdicts: '/dossier/2/verdicts',
	narrowed: '/dossier/2/findings?state=fail&q=etc', table: '/dossier/2/inventory/listener',
	portfolio: '/portfolio', compare: '/compare/3/4', about: '/about', missing: '/nope',
};

/* --- TAP --- */

let count = 0, failures = 0;
const check = async (name, test) => {
	let wrong;
	try {
		wrong = (await test()) || [];
	} catch (e) {
		wrong = [String(e.stack || e)];
	}
	count++;
	failures += wrong.length > 0;
	console.log(`${wrong.length ? 'not ok' : 'ok'} ${count} - ${name}`);
	for (const w of wrong.slice(0, 12))
		console.log('#   ' + String(w).replace(/\n/g, '\n#   '));
};

/* --- what is shown --- */

const dossier = (name, ...command) => {
	const file = path.join(work, name);
	try {
		execFileSync(cradle, [...command, '--dossier', file], { stdio: 'ignore' });
	} catch (e) { /* a product that fails is one, too */ }
	return file;
};
/* Two releases of a product: the second has telnet. */
const bench = path.join(source, 'tests/cases/declared-accepted');
const release = (version, line) => {
	const root = path.join(work, 'root-' + version), said = path.join(work, version + '.yaml');
	fs.cpSync(path.join(bench, 'rootfs'), root, { recursive: true, verbatimSymlinks: true });
	fs.appendFileSync(path.join(root, 'etc/inittab'), line);
	fs.writeFileSync(said, fs.readFileSync(path.join(bench, 'product.yaml'), 'utf8').replace('version: "1.0"', `version: "${version}"`));
	return dossier(version + '.cradle', 'check', root, '-p', said);
};
const shown = ['--dossier', dossier('router.cradle', 'decide', '-p', path.join(source, 'examples/consumer-router/product.yaml')),
	       '--dossier', dossier('image.cradle', 'check', path.join(source, 'tests/cases/busybox-inittab/rootfs')),
	       '--dossier', release('1.0', ''), '--dossier', release('1.1', '::respawn:/usr/sbin/telnetd -F\n')];

const serve = () => new Promise((resolve, reject) => {
	const run = spawn(cradle, ['serve', '--listen', '127.0.0.1:0', ...shown], { stdio: ['ignore', 'pipe', 'inherit'] });
	let said = '';
	run.on('exit', (code) => reject(new Error('serve ended with ' + code)));
	run.stdout.on('data', (d) => {
		said += d;
		const at = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
		if (at)
			resolve({ run, base: at[0] });
	});
});

/* The static files below a folder, as any web server has them. */
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml' };
const serveFiles = (folder) => new Promise((resolve) => {
	const server = http.createServer((q, a) => {
		let file = path.join(folder, path.normalize(decodeURIComponent(new URL(q.url, 'http://x').pathname).replace(/^\/sub/, '')));
		if (fs.existsSync(file) && fs.statSync(file).isDirectory())
			file = path.join(file, 'index.html');
		if (!fs.existsSync(file)) {
			a.writeHead(404, { 'Content-Type': 'text/html' });
			a.end();
			return;
		}
		a.writeHead(200, { 'Content-Type': types[path.extname(file)] || 'text/plain', 'Content-Encoding': 'gzip' });
		a.end(zlib.gzipSync(fs.readFileSync(file)));
	});
	server.listen(0, '127.0.0.1', () => resolve({ server, base: `http://127.0.0.1:${server.address().port}/sub` }));
});

const { run, base } = await serve();
const site = path.join(work, 'site');
execFileSync(cradle, ['export', site, '-q', ...shown]);
const { server, base: files } = await serveFiles(site);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
fs.rmSync(shots, { recursive: true, force: true });
fs.mkdirSync(shots, { recursive: true });

/* A page of its own; what it should not do is noted. */
const open = async (options = {}) => {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
	const page = await context.newPage();
	page.wrong = [];
	page.on('console', (m) => m.type() === 'error' && !/404 \(Not Found\)/.test(m.text()) && page.wrong.push(m.text()));
	page.on('pageerror', (e) => page.wrong.push(String(e)));
	page.on('request', (r) => !/^(http:\/\/127\.0\.0\.1:|file:|data:)/.test(r.url()) && page.wrong.push('asks ' + r.url()));
	return page;
};
const each = async (options, test) => {
	const page = await open(options);
	const wrong = [];
	for (const [kind, at] of Object.entries(kinds)) {
		await page.goto(base + at);
		for (const w of (await test(page, kind)) || [])
			wrong.push(`${kind}: ${w}`);
	}
	wrong.push(...page.wrong);
	await page.context().close();
	return wrong;
};

/* --- all kinds of pages --- */

/* The test's own script may run in the page; the site's policy stays as it is. */
const run_axe = async (page) => {
	await page.evaluate(axe);
	const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'], runOnly: {
		type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }));
	return found.violations.map((v) => `${v.id} (${v.impact}) ${v.nodes.length}: ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary}`);
};

for (const colorScheme of ['light', 'dark'])
	await check(`axe has no violation on ${Object.keys(kinds).length} kinds of pages, ${colorScheme}`, () => each({ colorScheme }, run_axe));

await check('at 320 pixels nothing scrolls sideways', () => each({ viewport: { width: 320, height: 640 } }, (page) => page.evaluate(() => {
	const wide = document.documentElement.scrollWidth;
	if (wide <= 320)
		return [];
	const out = [...document.querySelectorAll('main *, header *, footer *')].filter((e) => e.getBoundingClientRect().right > 320);
	return [`${wide}: ` + out.slice(0, 3).map((e) => e.outerHTML.slice(0, 90)).join(' | ')];
})));

/* Tab goes through all there is, in order, and comes out again; what has the focus is seen. */
const walk = (limit) => async (page) => {
	const wrong = [];
	const want = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, summary')]
		.filter((e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })).length);
	const most = Math.min(want, limit);
	let seen = 0;
	for (; seen < most; seen++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
			if (e === document.body)
				return { end: true };
			const first = [...e.getClientRects()][0] || r;
			const top = document.elementFromPoint(first.left + first.width / 2, first.top + first.height / 2);
			const inline = s.display === 'inline';
			return { html: e.outerHTML.slice(0, 110), outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
				 seen: top && (e === top || e.contains(top) || top.contains(e)), inside: r.bottom > 0 && r.top < innerHeight,
				 small: !inline && Math.min(r.width, r.height) < 23.5 };
		});
		if (at.end)
			break;
		if (!at.outline)
			wrong.push('no visible focus: ' + at.html);
		if (!at.seen || !at.inside)
			wrong.push('hidden focus: ' + at.html);
		if (at.small)
			wrong.push('smaller than 24 pixels: ' + at.html);
	}
	if (seen < most)
		wrong.push(`${seen} of ${most} reached`);
	return wrong;
};
await check('the keyboard reaches everything, the focus is seen and no target is small', () => each({}, walk(70)));
await check('and so in the dark at 320 pixels', () => each({ colorScheme: 'dark', viewport: { width: 320, height: 640 } }, walk(35)));

await check('nothing moves while a page loads', () => each({}, (page) => page.evaluate(() => new Promise((done) => {
	let sum = 0;
	new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: 'layout-shift', buffered: true });
	setTimeout(() => done(sum > 0.001 ? [sum] : []), 120);
}))));

await check('without script every kind of page says the same', async () => {
	const wrong = [], plain = await open({ javaScriptEnabled: false }), full = await open();
	for (const [kind, at] of Object.entries(kinds)) {
		const texts = [];
		for (const page of [plain, full]) {
			await page.goto(base + at);
			texts.push((await page.locator('main').innerText()).replace(/\s+/g, ' '));
		}
		if (texts[0] !== texts[1])
			wrong.push(kind);
	}
	await plain.context().close();
	await full.context().close();
	return wrong;
});

/* --- search --- */

const status = (page) => page.locator('p.hid[role=status]').textContent();
const options = (page) => page.locator('#q-list [role=option]');

await check('search as one types: a combobox with marked words, its count announced', async () => {
	const page = await open(), wrong = [];
	await page.goto(base + '/faq/secure-by-default');
	await page.keyboard.press('/');
	if (await page.evaluate(() => document.activeElement.id) !== 'q')
		wrong.push('/ does not lead to the box');
	await page.keyboard.type('factory res');
	await options(page).first().waitFor();
	const box = page.locator('#q');
	for (const [name, value] of [['role', 'combobox'], ['aria-expanded', 'true'], ['aria-controls', 'q-list'], ['aria-autocomplete', 'list']])
		if (await box.getAttribute(name) !== value)
			wrong.push(`${name} is ${await box.getAttribute(name)}`);
	if (!await page.locator('#q-list mark').count())
		wrong.push('no marked words');
	if (!/^\d+ answers?$/.test(await status(page)))
		wrong.push(`announced: ${await status(page)}`);
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	const at = await box.getAttribute('aria-activedescendant');
	if (at !== 'q-1' || await page.locator('#q-1').getAttribute('aria-selected') !== 'true')
		wrong.push(`the second is not marked: ${at}`);
	wrong.push(...await run_axe(page));
	await page.screenshot({ path: path.join(shots, 'search-open-light-1280.png') });
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowUp');
	if (await box.getAttribute('aria-activedescendant'))
		wrong.push('no way back to the box');
	await page.keyboard.press('Escape');
	if (await page.locator('#q-list').isVisible() || await box.inputValue() !== 'factory res')
		wrong.push('Esc does not close');
	await page.keyboard.press('Escape');
	if (await box.inputValue())
		wrong.push('Esc does not clear');
	await page.keyboard.type('factory reset');
	await options(page).first().waitFor();
	await page.keyboard.press('ArrowDown');
	const want = await page.locator('#q-0').getAttribute('data-href');
	await page.keyboard.press('Enter');
	await page.waitForURL(base + want);
	wrong.push(...page.wrong);
	await page.context().close();
	return wrong;
});

await check('Enter on what is typed goes to the page of answers', async () => {
	const page = await open();
	await page.goto(base + '/about');
	await page.locator('#q').fill('recall');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/search\?q=recall$/);
	await page.context().close();
});

await check('the page of answers follows what is typed, in its address too', async () => {
	const page = await open(), wrong = [];
	await page.goto(base + '/search');
	await page.locator('#q').focus();
	await page.keyboard.type('support period', { delay: 15 });
	await page.locator('.hit').first().waitFor();
	await page.waitForFunction(() => location.search === '?q=support+period');
	if (!/^\d+ answers, best first$/.test(await page.locator('#found').textContent()))
		wrong.push(await page.locator('#found').textContent());
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	if (await page.evaluate(() => [...document.querySelectorAll('.hit > a')].indexOf(document.activeElement)) !== 1)
		wrong.push('arrows do not move');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowUp');
	if (await page.evaluate(() => document.activeElement.id) !== 'q')
		wrong.push('no way back');
	wrong.push(...await run_axe(page));
	await page.keyboard.press('ArrowDown');
	const want = await page.evaluate(() => document.activeElement.href);
	await page.keyboard.press('Enter');
	await page.waitForURL(want);
	await page.goBack();
	if (!page.url().endsWith('?q=support+period'))
		wrong.push('the query is lost on the way back');
	wrong.push(...page.wrong);
	await page.context().close();
	return wrong;
});

await check('without script the box is a form', async () => {
	const page = await open({ javaScriptEnabled: false });
	await page.goto(base + '/');
	await page.locator('#q').fill('factory reset');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/search\?q=factory\+reset$/);
	const n = await page.locator('.hit').count();
	await page.goto(base + '/faq/secure-by-default');
	await page.locator('#in').fill('reset');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\?q=reset$/);
	const cards = await page.locator('article.c').count();
	const copy = await page.locator('a.k').first().getAttribute('href');
	await page.context().close();
	return [...(n ? [] : ['no answers']), ...(cards > 0 && cards < 40 ? [] : [`${cards} cards`]), ...(copy.startsWith('/faq/') ? [] : [copy])];
});

/* --- a module --- */

await check('the filter of a module hides cards, counts them aloud, and Esc brings them back', async () => {
	const page = await open(), wrong = [];
	await page.goto(base + '/faq/tailor-made');
	const all = await page.locator('article.c:visible').count();
	await page.locator('#in').focus();
	await page.keyboard.type('contract');
	const some = await page.locator('article.c:visible').count();
	const said = await page.locator('#_count').textContent();
	if (!(some > 0 && some < all) || said !== `${some} of ${all} questions`)
		wrong.push(`${some} of ${all}: ${said}`);
	if (!page.url().endsWith('?q=contract'))
		wrong.push(page.url());
	await page.keyboard.press('Enter');
	if (!await page.evaluate(() => document.activeElement.closest('article.c')))
		wrong.push('Enter does not lead to the first card');
	await page.locator('#in').focus();
	await page.keyboard.press('Escape');
	if (await page.locator('article.c:visible').count() !== all)
		wrong.push('Esc does not bring them back');
	await page.context().close();
	return wrong;
});

await check('of a long module it finds what stands on its other pages, and anchors lead there', async () => {
	const page = await open(), wrong = [];
	await page.goto(base + '/faq/essential-requirements');
	const other = page.locator('.rest li[id]').last();
	const slug = await other.getAttribute('id'), total = await page.locator('article.c').count() + await page.locator('.rest li[id]').count();
	await page.goto(base + '/faq/essential-requirements/all');
	const words = (await page.locator(`article[id="${slug}"] > p:not([class])`).last().innerText()).split(/\s+/).slice(0, 7).join(' ');
	await page.goto(base + '/faq/essential-requirements');
	await page.locator('#in').fill(words);
	await page.waitForFunction((s) => !document.getElementById(s).hidden, slug);
	if (await page.locator('#_count').textContent() !== `1 of ${total} questions`)
		wrong.push(await page.locator('#_count').textContent());
	await page.goto(base + '/faq/essential-requirements#' + slug);
	await page.waitForURL(new RegExp(`/part/\\d#${slug}$`));
	await page.waitForFunction((s) => document.activeElement.id === s, slug);
	await page.context().close();
	return wrong;
});

await check('a card\'s link in the index leads to the card, and the focus with it', async () => {
	const page = await open(), wrong = [];
	await page.goto(base + '/faq/page/2');
	await page.locator('article.c h2 a').nth(3).click();
	await page.waitForFunction(() => document.activeElement.matches('article.c'));
	const seen = await page.evaluate(() => { const r = document.activeElement.getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight / 2; });
	await page.context().close();
	return seen ? wrong : ['the card is not in view'];
});

await check('a link is copied, by mouse and keyboard, and that is announced', async () => {
	const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] }), wrong = [];
	for (const at of ['/faq/secure-by-default', '/faq', '/faq/secure-by-default/reset']) {
		await page.goto(base + at);
		const button = page.locator('button.k').first();
		const want = await button.getAttribute('data-href');
		await button.focus();
		await page.keyboard.press('Enter');
		await page.waitForFunction(() => document.querySelector('button.k').textContent === 'Copied');
		if (await page.evaluate(() => navigator.clipboard.readText()) !== want || !want.startsWith(base + '/faq/'))
			wrong.push(`${at}: not ${want}`);
		if (await status(page) !== 'Link copied')
			wrong.push(`${at}: not announced`);
		if ((await page.request.get(want)).status() !== 200)
			wrong.push(want);
	}
	await page.context().close();
	return wrong;
});

/* --- print --- */

await check('in print nothing is collapsed, addresses and date are there, the navigation is not', async () => {
	const page = await open(), wrong = [];
	for (const [kind, at] of [['module', '/faq/secure-by-default'], ['item', kinds.item], ['provision', kinds.provision]]) {
		await page.goto(base + at);
		const pdf = await page.pdf({ path: path.join(output, kind + '.pdf'), format: 'A4' });
		if (pdf.length < 20000)
			wrong.push(`${kind}: ${pdf.length} bytes`);
		await page.emulateMedia({ media: 'print' });
		wrong.push(...await page.evaluate(() => {
			const hidden = (e) => !e.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
			const bad = [];
			if ([...document.querySelectorAll('main details a, main article p')].some((e) => hidden(e) && !e.closest('.filter')))
				bad.push('something is collapsed');
			if (!hidden(document.querySelector('.top nav')) || [...document.querySelectorAll('.k')].some((e) => !hidden(e)))
				bad.push('navigation or buttons are printed');
			const cite = document.querySelector('.ct a, .laws a');
			if (cite && !getComputedStyle(cite, '::after').content.includes('/law/') && !getComputedStyle(cite, '::after').content.includes('attr'))
				bad.push('no address: ' + getComputedStyle(cite, '::after').content);
			if (!/As of \d|law as of \d/i.test(document.body.innerText))
				bad.push('no date');
			return bad;
		}));
		await page.emulateMedia({ media: 'screen' });
	}
	await page.context().close();
	return wrong;
});

await check('motion is left out for those who ask for that', async () => {
	const page = await open(), wrong = [];
	await page.goto(base + '/');
	if (await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior) !== 'auto')
		wrong.push('smooth scrolling');
	await page.context().close();
	return wrong;
});

/* --- static files --- */

const inStatic = (at) => files + at.replace(/\?.*/, '').replace(/\/$/, '') + '/index.html' + (/\?.*/.exec(at) || [''])[0];

await check('static files, below a folder of any web server: pages, links, search as one types', async () => {
	const page = await open(), wrong = [];
	await page.goto(inStatic('/'));
	await page.locator('.tiles a').first().click();
	await page.waitForURL(/\/faq\/secure-by-default\/index\.html$/);
	await page.keyboard.press('/');
	await page.keyboard.type('factory reset');
	await options(page).first().waitFor();
	await page.waitForFunction(() => /reset/i.test(document.querySelector('#q-0').textContent));
	if (!/^\d+ answers?$/.test(await status(page)))
		wrong.push(await status(page));
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/sub\/faq\/[\w-]+\/[\w-]+\/index\.html$/);
	wrong.push(...page.wrong);
	await page.context().close();
	return wrong;
});

await check('there the exact question is the first answer, and other words find it', async () => {
	const page = await open(), wrong = [];
	const index = JSON.parse(fs.readFileSync(path.join(site, 'search-index.json')));
	await page.goto(inStatic('/search'));
	await page.locator('#q').focus();
	await page.waitForLoadState('networkidle');
	let misses = 0;
	for (let i = 0; i < index.items.length; i += 9) {
		const [module, slug, question] = index.items[i];
		await page.locator('#q').fill(question);
		await page.waitForFunction((q) => new URL(location).searchParams.get('q') === q, question);
		const first = await page.locator('.hit > a').first().getAttribute('href');
		misses += !first.endsWith(`/faq/${index.modules[module][0]}/${slug}/index.html`);
	}
	if (misses)
		wrong.push(`${misses} are not first`);
	for (const query of ['ota', 'factry reset', '13(8)']) {
		await page.locator('#q').fill(query);
		await page.waitForTimeout(50);
		if (!await page.locator('.hit').count())
			wrong.push(query);
	}
	await page.context().close();
	return wrong;
});

await check('there from open to first result on a slow line in a second', async () => {
	const page = await open();
	const line = await page.context().newCDPSession(page);
	await line.send('Network.enable');
	await line.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 });
	const from = Date.now();
	await page.goto(inStatic('/search?q=reset'), { waitUntil: 'commit' });
	await page.locator('.hit').first().waitFor();
	const took = Date.now() - from;
	console.log(`# first result after ${took} ms at 1.6 Mbit/s and 150 ms`);
	await page.context().close();
	return took <= 1500 ? [] : [`${took} ms`];
});

await check('from a disk, without any server: pages and links', async () => {
	const page = await open(), wrong = [];
	await page.goto(pathToFileURL(path.join(site, 'index.html')).href);
	await page.locator('.tiles a').first().click();
	await page.waitForURL(/secure-by-default\/index\.html$/);
	await page.locator('.ct a').first().click();
	await page.waitForURL(/\/law\/[\w-]+\/index\.html$/);
	if (!await page.locator('h1').innerText())
		wrong.push('no provision');
	if (await page.evaluate(() => getComputedStyle(document.querySelector('.brand')).fontWeight) !== '800')
		wrong.push('no style');
	await page.context().close();
	return wrong;
});

/* --- speed --- */

const typing = async (at) => {
	const page = await open(), times = [];
	await page.goto(at);
	await page.locator('#q').focus();
	await page.waitForLoadState('networkidle');
	for (const query of ['reset', 'who is manufacturer', 'support period five years', 'sbom', 'tailor made', 'update opt out', 'importer', 'default password'])
		for (let n = 2; n <= query.length; n++)
			times.push(await page.evaluate((q) => new Promise((done) => {
				const box = document.getElementById('q'), list = document.getElementById('results');
				const from = performance.now();
				const seen = new MutationObserver(() => { seen.disconnect(); done(performance.now() - from); });
				seen.observe(list, { childList: true, subtree: true, characterData: true });
				setTimeout(() => { seen.disconnect(); done(performance.now() - from); }, 1000);
				box.value = q;
				box.dispatchEvent(new Event('input'));
			}), query.slice(0, n)));
	await page.context().close();
	times.sort((a, b) => a - b);
	return times[Math.floor(times.length * 0.95)];
};
await check('from a key to its results, p95', async () => {
	const served = await typing(base + '/search'), local = await typing(inStatic('/search'));
	console.log(`# p95 with the server ${served.toFixed(1)} ms (25 of them waiting for the next key), in static files ${local.toFixed(1)} ms`);
	return [...(served < 200 ? [] : [served]), ...(local < 80 ? [] : [local])];
});

/* --- screenshots --- */

await check('screenshots of all kinds of pages', async () => {
	for (const colorScheme of ['light', 'dark'])
		for (const width of [1280, 320])
			await each({ colorScheme, viewport: { width, height: width > 400 ? 900 : 640 } }, async (page, kind) => {
				await page.screenshot({ path: path.join(shots, `${kind}-${colorScheme}-${width}.png`) });
			});
	return fs.readdirSync(shots).length >= Object.keys(kinds).length * 4 ? [] : ['some are missing'];
});

console.log(`1..${count}`);
await browser.close();
server.close();
run.removeAllListeners('exit');
run.kill('SIGTERM');
fs.rmSync(work, { recursive: true, force: true });
process.exitCode = failures ? 1 : 0;
