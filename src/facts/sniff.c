#include "facts/sniff.h"

#include "facts/look.h"

static const struct sniffer *const sniffers[] = {
	NULL
};

enum want sniff_want(void *self, const struct node *n)
{
	(void)self;
	if (probes_want(n->path))
		return WANT_KEEP;
	for (size_t i = 0; sniffers[i]; i++)
		if (sniffers[i]->want(n))
			return WANT_LOOK;
	return WANT_NOTHING;
}

void sniff_look(void *self, struct node *n, struct reader *content)
{
	for (size_t i = 0; sniffers[i]; i++)
		if (sniffers[i]->want(n))
			sniffers[i]->look(self, n, content);
}
