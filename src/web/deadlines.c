#include "web/route.h"

/* Day by day as the Regulation has them; a change of the law that has a day of its own is added by changes.tsv. */
const struct deadline deadlines[] = {
	{ "in-force", "2024-12-10", "Entry into force", "The Regulation is law; nothing has to be complied with yet.",
	 "art-71-1" },
	{ "technical-descriptions", "2025-12-11", "Technical descriptions of important and critical products",
	  "The Commission's implementing act is due; it was adopted as (EU) 2025/2392.", "art-7-4" },
	{ "notified-bodies", "2026-06-11", "Chapter IV applies",
	  "Member States can notify the bodies that assess conformity.", "art-71-2-sub-2" },
	{ "reporting", "2026-09-11", "Reporting applies",
	  "Actively exploited vulnerabilities and severe incidents are notified, for products placed earlier too.",
	  "art-71-2-sub-2" },
	{ "enough-bodies", "2026-12-11", "Enough notified bodies",
	  "Member States strive to have a sufficient number of them by this day.", "art-35-2" },
	{ "health-records", "2027-03-26", "Health record systems",
	  "Articles 13(4) and 31(3) change: their assessment and documentation may be part of others.",
	  "reg-2025-327-art-104-1" },
	{ "applies", "2027-12-11", "The Regulation applies",
	  "Products placed on the market from this day on meet all of it.", "art-71-2-sub-1" },
	{ "older-certificates", "2028-06-11", "Older certificates end",
	  "Certificates on cybersecurity under other Union rules stay valid until this day, unless they end before.",
	  "art-69-1" },
	{ "platform-report", "2028-09-11", "Report on the reporting platform",
	  "The Commission reports on how well it works.", "art-70-2" },
	{ "review", "2030-12-11", "Evaluation and review",
	  "The first report of the Commission, then every four years.", "art-70-1" },
	{ NULL, NULL, NULL, NULL, NULL },
};
