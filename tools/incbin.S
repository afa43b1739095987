/* The search index as it is, between two names (src/faq/builtin.c). */
	.section .rodata
	.balign 16
	.globl faq_index_begin, faq_index_end
	.hidden faq_index_begin, faq_index_end
faq_index_begin:
	.incbin BYTES
faq_index_end:
	.byte 0
	.section .note.GNU-stack, "", %progbits
