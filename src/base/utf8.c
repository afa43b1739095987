#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* the ranges of the second byte, RFC 3629 section 4 */
static const struct lead { unsigned char from, to, size, low, high; } leads[] = {
	{ 0xC2, 0xDF, 2, 0x80, 0xBF }, { 0xE0, 0xE0, 3, 0xA0, 0xBF },
	{ 0xE1, 0xEC, 3, 0x80, 0xBF }, { 0xED, 0xED, 3, 0x80, 0x9F },
	{ 0xEE, 0xEF, 3, 0x80, 0xBF }, { 0xF0, 0xF0, 4, 0x90, 0xBF },
	{ 0xF1, 0xF3, 4, 0x80, 0xBF }, { 0xF4, 0xF4, 4, 0x80, 0x8F },
};

size_t utf8_length(const unsigned char *s, size_t n)
{
	if (n == 0)
		return 0;
	if (s[0] < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		const struct lead *l = &leads[i];

		if (s[0] < l->from || s[0] > l->to)
			continue;
		if (n < l->size || s[1] < l->low || s[1] > l->high)
			return 0;
		for (size_t k = 2; k < l->size; k++)
			if ((s[k] & 0xC0) != 0x80)
				return 0;
		return l->size;
	}
	return 0;
}

static uint32_t decode(const unsigned char *s, size_t size)
{
	uint32_t c = size == 2 ? s[0] & 0x1F : size == 3 ? s[0] & 0x0F : s[0] & 0x07;

	for (size_t i = 1; i < size; i++)
		c = c << 6 | (s[i] & 0x3F);
	return c;
}

static bool hides(uint32_t c)
{
	return (c >= 0x80 && c <= 0x9F) || c == 0x200E || c == 0x200F || c == 0xFEFF ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* length of the character at s that may be shown as it is, or 0 */
static size_t shown(const unsigned char *s, size_t n)
{
	size_t size = utf8_length(s, n);

	if (size == 1)
		return s[0] >= 0x20 && s[0] != 0x7F;
	return size && hides(decode(s, size)) ? 0 : size;
}

bool utf8_is_clean(const void *from, size_t n)
{
	const unsigned char *s = from;

	for (size_t i = 0, size; i < n; i += size)
		if ((size = shown(s + i, n - i)) == 0)
			return false;
	return true;
}

size_t utf8_clean(char *out, size_t size, const void *from, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *s = from;
	size_t used = 0;

	for (size_t i = 0; i < n;) {
		size_t c = shown(s + i, n - i);

		if (c) {
			if (used + c >= size)
				break;
			memcpy(out + used, s + i, c);
			used += c;
			i += c;
			continue;
		}
		if (used + 4 >= size)
			break;
		memcpy(out + used, (char[]){ '\\', 'x', hex[s[i] >> 4], hex[s[i] & 15] }, 4);
		used += 4;
		i++;
	}
	out[used] = '\0';
	return used;
}
