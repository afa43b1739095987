/*
 * example.h - runs the examples that stand in a rule.
 *
 *	- about: the first one wins		# optional
 *	  files: { etc/ssh/sshd_config: "PermitRootLogin yes\n" }
 *	  links: { etc/mtab: /proc/mounts }	# optional
 *	  modes: { usr/bin/su: "4755" }		# optional; files are 0644 root:root
 *	  enabled: [sshd]			# optional: daemons taken as started (daemons.def)
 *	  declared: { updates: { signed: yes } }	# optional: what product.yaml says
 *	  finds: 1				# how many findings of state 'fail'
 *	  state: not_effective			# optional: a finding of this state must be there too
 *
 * The other rules run before one that asks for their findings. A file is text; bytes are written as "\xNN" in a double-quoted YAML text, and
 * "base64:..." at the beginning gives binary content.
 */
#ifndef CRADLE_PIPELINE_EXAMPLE_H
#define CRADLE_PIPELINE_EXAMPLE_H

#include "judge/rule.h"

/* Runs the examples of the rules that rules_concern(); *run counts them. The first that is wrong is the error. */
int examples_run(const struct rules *rules, const struct law *law, size_t *run, struct err *err);

#endif
