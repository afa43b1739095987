// xapian QUERIES.tsv CORPUS.tsv: the peer of bench.c, a program of its own (Xapian is GPL
// and no part of cradle). The same corpus, stemmed, all words with OR, BM25, ten results.
#include <xapian.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

static double now(clockid_t which)
{
	timespec t;
	clock_gettime(which, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	Xapian::WritableDatabase db("", Xapian::DB_BACKEND_INMEMORY);
	Xapian::TermGenerator generator;
	Xapian::Stem stem("english");
	std::vector<std::string> queries;
	std::vector<double> times[2];
	std::string line;

	generator.set_stemmer(stem);
	std::ifstream corpus(argv[2]), asked(argv[1]);
	while (std::getline(corpus, line)) {
		Xapian::Document document;
		size_t tab = line.find('\t');

		document.set_data(line.substr(0, tab));
		generator.set_document(document);
		generator.index_text(line.substr(tab + 1));
		db.add_document(document);
	}
	while (std::getline(asked, line))
		if (!line.empty() && line[0] != '#')
			queries.push_back(line.substr(0, line.find('\t')));
	Xapian::QueryParser parser;
	parser.set_stemmer(stem);
	parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
	parser.set_database(db);
	for (int round = 0; round < 3; round++)
		for (const std::string &q : queries) {
			double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_THREAD_CPUTIME_ID);
			Xapian::Enquire enquire(db);

			enquire.set_query(parser.parse_query(q, 0));
			Xapian::MSet found = enquire.get_mset(0, 10);
			if (round) {
				times[1].push_back(now(CLOCK_THREAD_CPUTIME_ID) - cpu);
				times[0].push_back(now(CLOCK_MONOTONIC) - wall);
			}
		}
	std::printf("%-12s %6u items", "Xapian", db.get_doccount());
	for (int i = 0; i < 2; i++) {
		size_t n = times[i].size();

		std::sort(times[i].begin(), times[i].end());
		std::printf("   %s p50 %6.0f p95 %6.0f p99 %6.0f us", i ? "cpu" : "wall", times[i][n / 2], times[i][n * 95 / 100],
			    times[i][n * 99 / 100]);
	}
	std::printf("\n");
	return 0;
}
