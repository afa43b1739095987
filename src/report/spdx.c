#include "report/spdx.h"

#include <stddef.h>
#include <string.h>

#include "base/auto.h"

static const char *const licences[] = {
	"0BSD", "AFL-2.0", "AFL-2.1", "AFL-3.0", "AGPL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "APSL-2.0", "Apache-1.0",
	"Apache-1.1", "Apache-2.0", "Artistic-1.0", "Artistic-1.0-Perl", "Artistic-1.0-cl8", "Artistic-2.0", "BSD-1-Clause",
	"BSD-2-Clause", "BSD-2-Clause-FreeBSD", "BSD-2-Clause-NetBSD", "BSD-2-Clause-Patent", "BSD-3-Clause",
	"BSD-3-Clause-Clear", "BSD-3-Clause-LBNL", "BSD-4-Clause", "BSD-4-Clause-UC", "BSD-Source-Code", "BSL-1.0",
	"Beerware", "BlueOak-1.0.0", "BitTorrent-1.1", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC0-1.0",
	"CDDL-1.0", "CDDL-1.1", "CPL-1.0", "ClArtistic", "EPL-1.0", "EPL-2.0", "EUPL-1.1", "EUPL-1.2", "FSFAP", "FSFUL",
	"FSFULLR", "FTL", "GFDL-1.1-only", "GFDL-1.1-or-later", "GFDL-1.2", "GFDL-1.2-only", "GFDL-1.2-or-later",
	"GFDL-1.3", "GFDL-1.3-only", "GFDL-1.3-or-later", "GPL-1.0", "GPL-1.0+", "GPL-1.0-only", "GPL-1.0-or-later",
	"GPL-2.0", "GPL-2.0+", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0", "GPL-3.0+", "GPL-3.0-only",
	"GPL-3.0-or-later", "HPND", "HPND-sell-variant", "ICU", "IJG", "IPL-1.0", "ISC", "ImageMagick", "Info-ZIP",
	"JSON", "JasPer-2.0", "LGPL-2.0", "LGPL-2.0+", "LGPL-2.0-only", "LGPL-2.0-or-later", "LGPL-2.1", "LGPL-2.1+",
	"LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0", "LGPL-3.0+", "LGPL-3.0-only", "LGPL-3.0-or-later", "LPL-1.02",
	"LPPL-1.3c", "Libpng", "MIT", "MIT-0", "MIT-CMU", "MIT-advertising", "MPL-1.0", "MPL-1.1", "MPL-2.0",
	"MPL-2.0-no-copyleft-exception", "MS-PL", "MirOS", "NCSA", "NTP", "Net-SNMP", "OFL-1.0", "OFL-1.1", "OGC-1.0",
	"OLDAP-2.8", "OpenSSL", "PHP-3.0", "PHP-3.01", "PSF-2.0", "PostgreSQL", "Python-2.0", "QPL-1.0", "RSA-MD", "Ruby",
	"SGI-B-2.0", "SMLNJ", "SSH-OpenSSH", "SSH-short", "Sleepycat", "Spencer-86", "Spencer-94", "TCL", "TCP-wrappers",
	"UPL-1.0", "Unicode-3.0", "Unicode-DFS-2015", "Unicode-DFS-2016", "Unicode-TOU", "Unlicense", "Vim", "W3C",
	"WTFPL", "X11", "XFree86-1.1", "ZPL-2.1", "Zend-2.0", "Zlib", "blessing", "bzip2-1.0.6", "curl", "libpng-2.0",
	"libtiff", "mpich2", "zlib-acknowledgement",
};

static const char *const exceptions[] = {
	"Autoconf-exception-2.0", "Autoconf-exception-3.0", "Bison-exception-2.2", "Classpath-exception-2.0",
	"FLTK-exception", "Font-exception-2.0", "GCC-exception-2.0", "GCC-exception-3.1", "GPL-3.0-linking-exception",
	"LLVM-exception", "Libtool-exception", "Linux-syscall-note", "OCaml-LGPL-linking-exception", "Qt-GPL-exception-1.0",
	"Qt-LGPL-exception-1.1", "WxWindows-exception-3.1", "eCos-exception-2.0", "freertos-exception-2.0",
	"openvpn-openssl-exception", "u-boot-exception-2.0",
};

static bool among(const char *const *list, size_t count, const char *at, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == n && memcmp(list[i], at, n) == 0)
			return true;
	return false;
}

bool spdx_licence(const char *id)
{
	return among(licences, COUNT(licences), id, strlen(id));
}

/* The next word or parenthesis from *at on, which moves behind it; its length, 0 at the end. */
static size_t next(const char **at, const char **word)
{
	*at += strspn(*at, " ");
	*word = *at;
	if (**at == '(' || **at == ')')
		++*at;
	else
		*at += strcspn(*at, " ()");
	return (size_t)(*at - *word);
}

static bool is_word(const char *word, size_t n, const char *what)
{
	return strlen(what) == n && memcmp(word, what, n) == 0;
}

/* A licence of the list; "+" makes it "or any later version". */
static bool is_licence(const char *word, size_t n)
{
	return among(licences, COUNT(licences), word, n) ||
	       (n > 1 && word[n - 1] == '+' && among(licences, COUNT(licences), word, n - 1));
}

/* licence [WITH exception], joined by AND and OR, in parentheses: no depth is kept but a count of those open */
bool spdx_expression(const char *text)
{
	enum { LICENCE, JOINT, AFTER_WITH } want = LICENCE;
	const char *at = text, *word;
	bool with = false;		/* an exception may follow */
	size_t n, open = 0;

	while ((n = next(&at, &word)) > 0) {
		if (want == LICENCE && *word == '(') {
			open++;
		} else if (want == LICENCE && is_licence(word, n)) {
			want = JOINT;
			with = true;
		} else if (want == JOINT && *word == ')' && open) {
			open--;
			with = false;
		} else if (want == JOINT && (is_word(word, n, "AND") || is_word(word, n, "OR"))) {
			want = LICENCE;
		} else if (want == JOINT && with && is_word(word, n, "WITH")) {
			want = AFTER_WITH;
		} else if (want == AFTER_WITH && among(exceptions, COUNT(exceptions), word, n)) {
			want = JOINT;
			with = false;
		} else {
			return false;
		}
	}
	return want == JOINT && open == 0;
}
