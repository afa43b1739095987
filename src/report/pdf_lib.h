/*
 * pdf_lib.h - Pango and Cairo, looked for when somebody asks for a PDF.
 *
 *	const struct pdf_lib *lib = pdf_lib(err);
 *
 *	lib->cairo_show_page(cr);
 *
 * They bring some thirty libraries, which nobody else should have to load or
 * install. Only there when the build had their headers (HAVE_PANGOCAIRO).
 */
#ifndef CRADLE_REPORT_PDF_LIB_H
#define CRADLE_REPORT_PDF_LIB_H

#ifdef HAVE_PANGOCAIRO

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/err.h"

/* All that is used of them. */
#define PDF_LIB_FUNCTIONS(X) \
	X(cairo_create) X(cairo_destroy) X(cairo_fill) X(cairo_font_options_create) X(cairo_font_options_destroy) \
	X(cairo_font_options_set_antialias) X(cairo_font_options_set_hint_metrics) X(cairo_font_options_set_hint_style) \
	X(cairo_line_to) X(cairo_move_to) X(cairo_pdf_surface_add_outline) X(cairo_pdf_surface_create_for_stream) \
	X(cairo_pdf_surface_restrict_to_version) X(cairo_pdf_surface_set_metadata) X(cairo_rectangle) X(cairo_restore) \
	X(cairo_save) X(cairo_set_dash) X(cairo_set_line_cap) X(cairo_set_line_width) X(cairo_set_source_rgb) \
	X(cairo_show_page) X(cairo_status) X(cairo_status_to_string) X(cairo_stroke) X(cairo_surface_destroy) \
	X(cairo_surface_finish) X(cairo_surface_status) X(cairo_tag_begin) X(cairo_tag_end) \
	X(g_object_unref) X(g_unichar_ismark) X(g_utf8_get_char) \
	X(pango_attr_font_features_new) X(pango_attr_foreground_new) X(pango_attr_insert_hyphens_new) X(pango_attr_list_copy) \
	X(pango_attr_list_insert) X(pango_attr_list_new) X(pango_attr_list_unref) X(pango_attr_size_new_absolute) \
	X(pango_cairo_context_set_font_options) X(pango_cairo_font_map_new) \
	X(pango_cairo_font_map_set_resolution) X(pango_cairo_show_layout_line) X(pango_context_set_base_dir) \
	X(pango_context_set_language) X(pango_context_set_round_glyph_positions) X(pango_font_description_free) \
	X(pango_font_description_new) X(pango_font_description_set_absolute_size) X(pango_font_description_set_family) \
	X(pango_font_description_set_weight) X(pango_font_map_create_context) \
	X(pango_language_from_string) X(pango_layout_get_line_count) X(pango_layout_get_line_readonly) \
	X(pango_layout_get_unknown_glyphs_count) \
	X(pango_layout_line_get_extents) X(pango_layout_new) X(pango_layout_set_attributes) X(pango_layout_set_auto_dir) \
	X(pango_layout_set_ellipsize) X(pango_layout_set_font_description) X(pango_layout_set_height) X(pango_layout_set_text) X(pango_layout_set_width) \
	X(pango_layout_set_wrap)

struct pdf_lib {
#define X(name) __typeof__(name) *name;
	PDF_LIB_FUNCTIONS(X)
#undef X
};

/* NULL with *err naming the Debian packages where the machine has none. Stays loaded. */
const struct pdf_lib *pdf_lib(struct err *err);

#endif
#endif
