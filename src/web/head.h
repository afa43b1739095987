/*
 * head.h - the head of a request, read strictly.
 *
 *	struct head h;
 *	int status = head_read(&h, bytes);
 *
 *	if (status == HEAD_MORE)
 *		... nothing wrong so far, the rest has not come yet ...
 *	else if (status != HEAD_WHOLE)
 *		... refused: answer with this status and close ...
 *	else
 *		... answer h.target, go on h.n bytes further ...
 *
 * We read it ourselves because libevent's evhttp parses before anybody is asked,
 * and takes what two programs in a row may read differently: of ten such requests
 * (two lengths, a folded line, a blank before the colon, no Host ...) 2.1.12 answers
 * eight. A check in front of it would have to find the same lines first, and a
 * second reader behind the first can only disagree with it. Its time-outs begin
 * anew with every byte, too, and it has no bound on connections.
 *
 * Taken are GET and HEAD of an origin-form target (RFC 9112, 3.2.1), HTTP/1.0 and
 * 1.1, lines that end in CR LF, one Host, no body. To give a field a meaning: a
 * row in fields[].
 */
#ifndef CRADLE_WEB_HEAD_H
#define CRADLE_WEB_HEAD_H

#include "base/bytes.h"

/* Other results are the status of the refusal: 400 405 413 414 417 431 505. */
enum { HEAD_WHOLE = 0, HEAD_MORE = 1 };

/* Views into what was read. */
struct head {
	struct bytes method, target, host;
	struct bytes encodings;		/* Accept-Encoding */
	struct bytes known;		/* If-None-Match */
	bool bodiless;			/* HEAD: the answer is without its body */
	bool last;			/* the connection ends with the answer */
	size_t n;			/* bytes of the head, when it is whole */
	const char *why;		/* when it is refused: a literal */
	unsigned seen;			/* fields that were met, a bit for each row of fields[] */
};

int head_read(struct head *h, struct bytes in);

/* May the answer be compressed by gzip (RFC 9110, 12.5.3)? */
bool head_takes_gzip(const struct head *h);

/* Does the client have this version already? An empty one is never known. */
bool head_knows(const struct head *h, const char *etag);

#endif
