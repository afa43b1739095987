// Does a document fit the published schema of its kind?
//
//	node validate.mjs [--schemas DIR] [--modules DIR] KIND FILE...
//
// prints a line for each file: "ok FILE" or "not ok FILE: where: why". Exit 1
// when one does not fit, 2 for wrong use, 77 when a schema or a module is not
// here (the line on standard error says which).
//
// Kinds are the rows of kinds below. SARIF, SPDX and OSCAL are held against the
// schemas in DIR: CRADLE_SCHEMAS, else ../shared/schemas beside the project. They
// are no part of the project. CycloneDX comes with its npm package, and a JUnit
// file is read by junit2json. Modules are those that tools/setup.sh test installs:
// CRADLE_FORMATS_MODULES, else build/formats-modules.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const args = process.argv.slice(2);
const where = {
	schemas: process.env.CRADLE_SCHEMAS || path.join(root, '..', 'shared', 'schemas'),
	modules: process.env.CRADLE_FORMATS_MODULES || path.join(root, 'build', 'formats-modules'),
};

while (args.length > 1 && args[0].startsWith('--') && args[0].slice(2) in where)
	where[args[0].slice(2)] = path.resolve(args.splice(0, 2)[1]);

function end(code, why) {
	console.error(`validate: ${why}`);
	process.exit(code);
}

const kinds = {
	sarif: schemaOf(() => 'sarif-2.1.0', 'ajv', { unicode: false }),
	spdx: schemaOf(() => 'spdx-2.3', 'ajv/dist/2019.js'),
	oscal: schemaOf(document => `oscal-${oscalVersion(document)}`, 'ajv'),
	cyclonedx: schemaOf(document => `bom-${document.specVersion}.SNAPSHOT`, 'ajv', {
		folder: () => path.join(where.modules, 'node_modules', '@cyclonedx', 'cyclonedx-library', 'res', 'schema'),
		others: ['spdx.SNAPSHOT', 'jsf-0.82.SNAPSHOT', 'cryptography-defs.SNAPSHOT'],
	}),
	junit: junit,
};
const [kind, ...files] = args;
if (!Object.hasOwn(kinds, kind ?? '') || !files.length)
	end(2, `validate.mjs [--schemas DIR] [--modules DIR] ${Object.keys(kinds).join('|')} FILE...`);

// The first key of an OSCAL document is its model; each has metadata with the version.
function oscalVersion(document) {
	return Object.values(document)[0]?.metadata?.['oscal-version'];
}

function moduleOf(name) {
	const require = createRequire(path.join(where.modules, 'package.json'));
	try {
		const module = require(name);
		return module.default ?? module;
	} catch (e) {
		end(77, `no module ${name}; tools/setup.sh test installs it (${e.code ?? e.message})`);
	}
}

function schemaRead(folder, name) {
	const file = path.join(folder, `${name}.schema.json`);
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

// A function of text that returns why it does not fit, or null.
function schemaOf(nameOf, flavour, { folder = () => where.schemas, others = [], unicode = true } = {}) {
	const compiled = new Map();

	function compile(name) {
		if (!existsSync(folder()))
			end(77, `no schemas in ${path.relative(process.cwd(), folder())}`);
		const schema = schemaRead(folder(), name);
		if (!schema)
			return null;
		const Ajv = moduleOf(flavour);
		// the patterns of OSCAL need Unicode, one of SARIF is none then; strict is for those who write schemas
		const ajv = new Ajv({ strict: false, unicodeRegExp: unicode });
		moduleOf('ajv-formats')(ajv);
		moduleOf('ajv-formats-draft2019')(ajv);
		for (const other of others) {
			const more = schemaRead(folder(), other);
			if (more)
				ajv.addSchema({ ...more, $id: new URL(`${other}.schema.json`, schema.$id).href });
		}
		return ajv.compile(schema);
	}

	return text => {
		const document = JSON.parse(text);
		const name = nameOf(document);
		if (!compiled.has(name))
			compiled.set(name, compile(name));
		const check = compiled.get(name);
		if (!check)
			return `there is no schema ${name}`;
		if (check(document))
			return null;
		// of alternatives that all failed, the one that got furthest says the most
		const error = check.errors.reduce((a, b) => (b.instancePath.length > a.instancePath.length ? b : a));
		return `${error.instancePath || '/'}: ${error.message} ${JSON.stringify(error.params).slice(0, 160)}`;
	};
}

// As a program reads it that shows the results of tests: suites with cases, counts that agree with them.
async function junit(text) {
	const entry = path.join(where.modules, 'node_modules', 'junit2json', 'dist', 'esm', 'index.js');
	let parse;
	try {
		({ parse } = await import(pathToFileURL(entry)));
	} catch (e) {
		end(77, `no module junit2json; tools/setup.sh test installs it (${e.code ?? e.message})`);
	}
	const read = await parse(text);
	if (!read || !Array.isArray(read.testsuite))
		return 'no suites were read';
	for (const suite of read.testsuite) {
		const cases = suite.testcase ?? [];
		for (const [count, member] of [['failures', 'failure'], ['errors', 'error'], ['skipped', 'skipped']]) {
			const n = cases.filter(c => c[member] !== undefined).length;
			if (suite[count] !== n)
				return `suite ${suite.name}: ${count} is ${suite[count]}, and ${n} were read`;
		}
		if (suite.tests !== cases.length)
			return `suite ${suite.name}: tests is ${suite.tests}, and ${cases.length} were read`;
	}
	return null;
}

let bad = 0;
for (const file of files) {
	let why;
	try {
		why = await kinds[kind](readFileSync(file, 'utf8'));
	} catch (e) {
		why = e.message;
	}
	console.log(why === null ? `ok ${file}` : `not ok ${file}: ${why}`);
	bad += why !== null;
}
process.exit(bad ? 1 : 0);
