/*
 * limits.h - every bound of the program, on one page, each with its reason.
 *
 * Going over one is an ordinary, named failure: of the run (exit 3) where the
 * whole image is concerned, else an 'unreadable' fact. None is a verdict.
 */
#ifndef CRADLE_BASE_LIMITS_H
#define CRADLE_BASE_LIMITS_H

#define KIB 1024ull
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/* --- the tree --- */
#define LIMIT_NODES 1000000		/* entries in an image; the largest distribution image we know has 400,000 */
#define LIMIT_PATH 4096			/* PATH_MAX of Linux */
#define LIMIT_DEPTH 256			/* folders inside folders; a loop of hard links would never end */
#define LIMIT_LINKS 40			/* hops of a symbolic link, as in the kernel (MAXSYMLINKS) */

/* --- contents --- */
#define LIMIT_TEXT (4 * MIB)		/* a configuration file read whole; the largest real one we met is dpkg's status, 3 MiB */
#define LIMIT_PKGDB (64 * MIB)		/* a package database */
#define LIMIT_PROGRAM (256 * MIB)	/* a program whose headers are read */
#define LIMIT_LOOK (32 * MIB)		/* of it that is held in memory in a compressed archive; only LLVM and browsers have more */
#define LIMIT_ELF_DYNAMIC 4096		/* entries of a dynamic section; Chromium has 60 */
#define LIMIT_ELF_SYMBOLS 1000000	/* dynamic symbols of one program; libLLVM has 45,000 */
#define LIMIT_ELF_STRINGS (64 * MIB)	/* their names; libLLVM has 3 MiB */
#define LIMIT_TOKEN_FILE (64 * KIB)	/* a settings file that is searched for tokens: people wrote it */
#define LIMIT_VERSION_FILE (8 * MIB)	/* a program that is searched for its version; squid, the largest of those, has 7 MiB */
#define LIMIT_KEY_FILE (64 * KIB)	/* a file that is searched for keys; a 16384-bit RSA key with its chain has 30 KiB */
#define LIMIT_KEPT (96 * MIB)		/* contents kept in memory from one image, all files together */
#define LIMIT_INCLUDES 256		/* files one configuration may include, and */
#define LIMIT_INCLUDE_DEPTH 16		/* how deep: sshd and nginx stop at 16 and 10 */
#define LIMIT_LINE (64 * KIB)		/* one line of a configuration file */
#define LIMIT_APTCONF 10000		/* assignments of apt.conf: "#clear" looks at all of them; Debian has 200 */
#define LIMIT_SCRIPT (256 * KIB)	/* a script that is read line by line; Debian's longest is 180 KiB */
#define LIMIT_EXPANDED (16 * MIB)	/* lines of scripts with their variables filled in; Debian with 45 daemons has 80 KiB */
#define LIMIT_SCRIPT_LINES 200		/* lines of one script that become facts */
#define LIMIT_SCRIPT_HITS 8		/* facts of one kind from one script: the ninth tells nothing new */
#define LIMIT_KERNEL_WORDS 10000	/* words and lines of one file for the kernel: its command line ends at 4 KiB */
#define LIMIT_ROUNDS 4			/* passes over a compressed stream to fetch what probes asked for late */

/* --- the stream --- */
#define LIMIT_UNPACKED (64 * GIB)	/* bytes that come out of one compressed stream */
#define LIMIT_RATIO 2000		/* out per byte in, past the first LIMIT_RATIO_FREE: a bomb (zeros in xz reach 6,800, zstd 32,000) */
#define LIMIT_RATIO_FREE (256 * MIB)
#define LIMIT_DICTIONARY (256 * MIB)	/* memory of a decompressor: xz -9 takes 65 MiB, zstd --ultra -22 128 */
#define LIMIT_NEST 4			/* containers in containers: .gz > disk > squashfs is three */
#define LIMIT_TAR_HEADER (1 * MIB)	/* a long name or the attributes before one entry; Linux stops at 64 KiB each */
#define LIMIT_FRAGMENTS 65536		/* pieces of one sparse file */
#define LIMIT_SPOOL (512 * MIB)		/* a compressed disk image or file system held in memory to be read at random */
#define LIMIT_PARTITIONS 128		/* entries of a GPT by default (UEFI 2.10, 5.3.2) */

/* --- facts --- */
#define LIMIT_FACTS 2000000		/* rows of all tables together */
#define LIMIT_VALUE (8 * KIB)		/* bytes of one text in a fact; the rest is cut and marked */

/* --- the contained child --- */
#define LIMIT_CHILD_MEMORY (2 * GIB)	/* address space, so that a lying size fails instead of swapping */
#define LIMIT_CHILD_SECONDS 120		/* wall clock until the child is ended; --deadline changes it */
#define LIMIT_CHILD_CPU 110		/* seconds of processor time */
#define LIMIT_ARENA (1 * GIB)

/* --- accounts and passwords --- */
#define LIMIT_ACCOUNTS 4096		/* lines of passwd; ways in are sought for each of them */
#define LIMIT_HASHES 64			/* password hashes tried in one image */
#define LIMIT_SHA_ROUNDS 20000		/* rounds= of sha256/sha512-crypt that we are willing to compute */
#define LIMIT_BCRYPT_COST 8
#define LIMIT_YESCRYPT_N 12		/* log2 of N: Debian's default ("j9T"), 19 ms a guess */
#define LIMIT_YESCRYPT_R 32
#define LIMIT_SCRYPT_N 14		/* log2 of N with r = 8, p = 1 */
#define LIMIT_BSDI_ROUNDS 20000
#define LIMIT_PBKDF2_ROUNDS 20000	/* mosquitto writes 101 or 1000 */
#define LIMIT_HASH_SECONDS 20		/* estimated time for all guesses together; measured time would
					   make two runs differ */

/* --- rules --- */
#define LIMIT_RULE_STEPS 50000000	/* SQLite virtual machine steps of one query */
#define LIMIT_FINDINGS 200		/* findings of one rule that are listed; the rest is counted */
#define LIMIT_RULE_FILE (256 * KIB)

/* --- declarations --- */
#define LIMIT_DECLARATION (4 * MIB)	/* product.yaml; an inventory of 1,000 services with reasons takes 300 KiB */
#define LIMIT_PARTS 256			/* parts of one product: device, app, cloud ...; each may answer every key */
#define LIMIT_VALUES 1000		/* values of one key; each is compared with the others */
#define LIMIT_EVIDENCE (8 * GIB)	/* of all evidence files together: an image or two may be among them */

/* --- the law --- */
#define LIMIT_LAW_FILE (8 * MIB)	/* a text with citations, or the law's own; EUR-Lex's page has 768 KiB */
#define LIMIT_LAW_REMARKS 1000		/* remarks on one file that are listed; the rest is counted */

/* --- the knowledge base --- */
#define LIMIT_QUERY 1000ull		/* bytes of a question; the longest that people wrote had 300 */

/* --- the server --- */
#define LIMIT_SERVE_HEAD (8 * KIB)	/* of a request; browsers send 1 KiB, nginx takes 8 */
#define LIMIT_SERVE_TARGET (4 * KIB)	/* a search of LIMIT_QUERY bytes, all of them escaped, is shorter */
#define LIMIT_SERVE_CONNECTIONS 16384	/* open at once, 500 bytes each; over it the one answered longest ago goes */
#define LIMIT_SERVE_FILES 64		/* descriptors that are left for all else */
#define LIMIT_SERVE_REQUESTS 1000	/* on one connection, as in nginx: a new one may go to another thread */
#define LIMIT_SERVE_TURN 16		/* requests of one connection before the next has its turn; of those that cost, one */
#define LIMIT_SERVE_PENDING (64 * KIB)	/* bytes that wait to be sent on a connection before it is read again */
#define LIMIT_SERVE_WAITING (64 * MIB)	/* bytes that wait on all connections of a thread, kept answers aside */
#define LIMIT_SERVE_HEAD_SECONDS 10	/* from the first byte of a head to its last; on a slow line it takes 2 */
#define LIMIT_SERVE_IDLE 30		/* seconds between two requests: a reader's next click may be later */
#define LIMIT_SERVE_WRITE 60		/* seconds to take an answer: 1 MB at 20 KB/s */
#define LIMIT_SERVE_LEAVE 2		/* seconds in which a client may read its last answer before the line is cut */
#define LIMIT_SERVE_DROPPED (256 * KIB)	/* bytes it may still send in that time */
#define LIMIT_SERVE_KEPT 16384		/* answers kept ready, and */
#define LIMIT_SERVE_KEPT_BYTES (128 * MIB) /* their bytes, in both forms; the 6,730 pages of 553 items take 68 MiB */
#define LIMIT_SERVE_KEPT_PAGE (4 * MIB)	/* the longest that is kept; all items in one JSON have 2.4 */

/* --- the exported site --- */
#define LIMIT_SITE_LIST (16 * MIB)	/* the list of its files; that of 553 items and all provisions takes 150 KiB */

/* --- dossiers --- */
#define LIMIT_DOSSIER (1 * GIB)		/* one of an image with 30,000 files has 2 MiB, with the list of them 7 */
#define LIMIT_DOSSIER_VALUE (8 * MIB)	/* a row; facts stop at LIMIT_VALUE, a declaration's text at LIMIT_DECLARATION */

/* --- evidence folders --- */
#define LIMIT_EVIDENCE_FILES 100000	/* in one folder; one that cradle writes has twenty and what a declaration names */
#define LIMIT_EVIDENCE_DEPTH 64		/* folders in folders */
#define LIMIT_MANIFEST (32 * MIB)	/* its list: 100,000 lines of 300 bytes */
#define LIMIT_SIGNING_KEY (64 * KIB)	/* a PEM file; an Ed25519 key has 119 bytes */

/* --- output --- */
#define LIMIT_REPORT (256 * MIB)

#endif
