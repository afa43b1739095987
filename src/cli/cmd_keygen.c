#include <string.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "evidence/sign.h"

static int keygen_run(const struct call *call, struct err *err)
{
	char hex[SHA256_HEX], public[4096];
	struct arena mem = { .about = "the names of the keys" };
	struct text out = { 0 };
	int code;

	if (call->count != 0 || !call->output || strcmp(call->output, "-") == 0)
		return err_set(err, ERR_USAGE, "keygen needs a file for the private key: cradle keygen -o acme.pem");
	if (sign_keygen(call->output, hex, err) != 0)
		return -1;
	sign_public_name(public, sizeof(public), call->output);
	text_printf(&out, "%s: the private key; whoever has it signs in your name\n%s: the public key, for 'cradle verify --key'\n"
			  "fingerprint %s\n", arena_clean(&mem, call->output),
		    arena_clean(&mem, public), hex);
	code = call->quiet ? 0 : text_write(&out, NULL, err);
	text_free(&out);
	arena_free(&mem);
	return code;
}

const struct command command_keygen = {
	.name = "keygen",
	.usage = "keygen -o FILE [OPTION...]",
	.about = "Makes a key to sign evidence folders with",
	.detail = "An Ed25519 key in PEM, for its owner alone to read, and the public key beside it: of acme.pem, acme.pub.pem.\n"
		  "Neither is ever written over.",
	.options = (const char *const[]){ "--output", "--quiet", NULL },
	.writes = "the file for the private key; the public one is put beside it",
	.run = keygen_run,
};
