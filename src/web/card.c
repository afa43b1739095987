#include "web/card.h"

/* Its date, and the link that the script turns into a button. */
static void write_end(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	text_add(out, "<p class=\"m\"><span>As of ");
	date_write(out, item->as_of);
	text_add(out, "</span>\n<a class=\"k\" href=\"");
	href_item(out, v, item);
	text_add(out, "\">Copy link</a>\n");
}

static void write_see(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	if (item->see_count == 0)
		return;
	text_add(out, "<p class=\"see\">See also ");
	for (size_t i = 0; i < item->see_count; i++) {
		text_add(out, i ? " · " : "");
		link_item(v, item->see[i]);
	}
	text_add(out, "</p>\n");
}

void card_answer(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	verdict_write(out, item);
	prose_write(v, item->answer);
	cites_write(v, item->cites, item->cite_count);
	rests_write(v, item);
	write_see(v, item);
	write_end(v, item);
}

void card_whole(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	markup(out, "<article id=\"%s\" class=\"c\"><h3><i>%zu</i> ", item->slug, item->number);
	link_item(v, item);
	text_add(out, "</h3>\n");
	card_answer(v, item);
	text_add(out, "</article>\n");
}

void card_short(struct visit *v, const struct faq_item *item)
{
	struct text *out = &v->page->body;

	text_add(out, "<article class=\"c\"><p class=\"in\">");
	link_module(v, item->module);
	text_add(out, "</p>\n<h2><a href=\"");
	href_card(out, v, item);
	markup(out, "\">%s</a></h2>\n", item->question);
	verdict_write(out, item);
	markup(out, "<p>%s</p>\n", item->brief);
	cites_write(v, item->cites, item->cite_count);
	write_end(v, item);
	text_add(out, "</article>\n");
}
