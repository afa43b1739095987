#include "report/pdf_lib.h"

#ifdef HAVE_PANGOCAIRO

#include <dlfcn.h>
#include <stdbool.h>

#include "base/auto.h"

static const char missing[] = "a PDF needs Pango, Cairo and a font: apt-get install libpangocairo-1.0-0 fonts-dejavu-core (%s)";

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifdef SANITIZED
/* fontconfig keeps a pattern that nothing points to any more; not ours to give back */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig.so\n";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}
#endif

const struct pdf_lib *pdf_lib(struct err *err)
{
	static struct pdf_lib lib;
	static bool ready;
	static const char *const names[] = {
#define X(name) #name,
		PDF_LIB_FUNCTIONS(X)
#undef X
	};
	/* what it links to is searched along with it */
	void *library = ready ? NULL : dlopen("libpangocairo-1.0.so.0", RTLD_NOW | RTLD_LOCAL), **slots = (void **)&lib;

	if (ready)
		return &lib;
	if (!library) {
		err_set(err, ERR_SYSTEM, missing, dlerror());
		return NULL;
	}
	for (size_t i = 0; i < COUNT(names); i++) {
		slots[i] = dlsym(library, names[i]);
		if (!slots[i]) {
			err_set(err, ERR_SYSTEM, "a PDF needs Pango 1.44 and Cairo 1.16, or newer: there is no %s()", names[i]);
			return NULL;
		}
	}
	ready = true;
	return &lib;
}

#endif
