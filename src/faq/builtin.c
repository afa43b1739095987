#include "faq/faq.h"

/* tools/incbin.S has them. */
extern const unsigned char faq_index_begin[], faq_index_end[];

struct bytes faq_builtin(void)
{
	return (struct bytes){ faq_index_begin, (size_t)(faq_index_end - faq_index_begin) };
}
