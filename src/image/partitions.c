#include "image/partitions.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/auto.h"

enum {
	MBR_SIZE = 512, MBR_ENTRIES = 446, MBR_ENTRY = 16,
	TYPE_EMPTY = 0, TYPE_EXTENDED = 0x05, TYPE_EXTENDED_LBA = 0x0f, TYPE_EXTENDED_LINUX = 0x85, TYPE_GPT = 0xee,
	GPT_HEADER = 92, GPT_ENTRY = 128, GPT_ARRAY_MOST = 1024 * 1024,
};

static uint32_t le32(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t le64(const unsigned char *at)
{
	return le32(at) | (uint64_t)le32(at + 4) << 32;
}

static int table_add(struct partitions *table, struct partition part, struct err *err)
{
	if (table->count == COUNT(table->list))
		return err_set(err, ERR_LIMIT, "more than %d partitions", LIMIT_PARTITIONS);
	table->list[table->count++] = part;
	return 0;
}

/* --- MBR --- */

struct mbr_entry {
	uint8_t status, type;
	uint64_t start, size;		/* in bytes; sectors of 512 */
};

static struct mbr_entry mbr_entry(const unsigned char *sector, int i)
{
	const unsigned char *at = sector + MBR_ENTRIES + i * MBR_ENTRY;

	return (struct mbr_entry){ at[0], at[4], le32(at + 8) * 512ull, le32(at + 12) * 512ull };
}

static bool is_extended(uint8_t type)
{
	return type == TYPE_EXTENDED || type == TYPE_EXTENDED_LBA || type == TYPE_EXTENDED_LINUX;
}

static bool has_signature(const unsigned char *sector)
{
	return sector[510] == 0x55 && sector[511] == 0xaa;
}

int partitions_bid(struct bytes head, uint64_t size)
{
	int used = 0;

	if (head.n < MBR_SIZE)
		return 0;
	if (bytes_begin(bytes_skip(head, 512), "EFI PART"))
		return 64;
	if (!has_signature(head.at))
		return 0;
	for (int i = 0; i < 4; i++) {
		struct mbr_entry e = mbr_entry(head.at, i);

		if (e.status != 0 && e.status != 0x80)
			return 0;
		if (e.type == TYPE_GPT)
			return 40;
		if (e.type == TYPE_EMPTY || e.size == 0)
			continue;
		if (e.start == 0 || (size && e.start >= size))
			return 0;
		used++;
	}
	/* a boot sector of FAT ends in the same two bytes; its code there is no table */
	return used ? 16 + 7 * 4 : 0;
}

/*
 * Logical partitions are a chain: each sector names one partition, relative to
 * itself, and the next sector, relative to the first. A chain that comes back
 * to where it was has no end.
 */
static int read_logical(const struct input *disk, uint64_t first, struct partitions *table, struct err *err)
{
	uint64_t seen[LIMIT_PARTITIONS], at = first;

	for (unsigned n = 0;; n++) {
		unsigned char sector[MBR_SIZE];
		struct mbr_entry part, next;
		long got = input_read(disk, at, sector, sizeof(sector), err);

		if (got < 0)
			return -1;
		if (got < MBR_SIZE || !has_signature(sector))
			return err_set(err, ERR_DAMAGED, "the table of logical partition %u is damaged", 5 + n);
		for (unsigned i = 0; i < n; i++)
			if (seen[i] == at)
				return err_set(err, ERR_DAMAGED, "the chain of logical partitions is a loop");
		if (n == COUNT(seen))
			return err_set(err, ERR_LIMIT, "more than %d partitions", LIMIT_PARTITIONS);
		seen[n] = at;
		part = mbr_entry(sector, 0);
		next = mbr_entry(sector, 1);
		if (part.type != TYPE_EMPTY && part.size &&
		    table_add(table, (struct partition){ 5 + n, at + part.start, part.size, "" }, err) != 0)
			return -1;
		if (!is_extended(next.type))
			return 0;
		at = first + next.start;
	}
}

static int read_mbr(const struct input *disk, const unsigned char *sector, struct partitions *table,
		    struct err *err)
{
	table->kind = "MBR";
	for (int i = 0; i < 4; i++) {
		struct mbr_entry e = mbr_entry(sector, i);
		int code = 0;

		if (e.type == TYPE_EMPTY || e.size == 0)
			continue;
		if (is_extended(e.type))
			code = read_logical(disk, e.start, table, err);
		else
			code = table_add(table, (struct partition){ (unsigned)i + 1, e.start, e.size, "" }, err);
		if (code != 0)
			return -1;
	}
	return 0;
}

/* --- GPT --- */

struct gpt {
	uint64_t sector;		/* bytes */
	uint64_t entries;		/* sector of the first */
	uint32_t count, size, sum;
};

/* The header at a sector; false when there is none that its sum and place confirm. */
static bool gpt_header(const struct input *disk, uint64_t sector, uint64_t lba, struct gpt *out)
{
	unsigned char head[512];
	struct err ignored = { 0 };
	uint32_t size, sum;

	if (input_read(disk, lba * sector, head, sizeof(head), &ignored) != sizeof(head) ||
	    memcmp(head, "EFI PART", 8) != 0)
		return false;
	size = le32(head + 12);
	sum = le32(head + 16);
	if (size < GPT_HEADER || size > sizeof(head))
		return false;
	memset(head + 16, 0, 4);
	if (crc32(0, head, size) != sum || le64(head + 24) != lba)
		return false;
	*out = (struct gpt){ sector, le64(head + 72), le32(head + 80), le32(head + 84), le32(head + 88) };
	return true;
}

static void gpt_label(const unsigned char *utf16, char label[37])
{
	for (int i = 0; i < 36; i++) {
		unsigned c = utf16[2 * i] | (unsigned)utf16[2 * i + 1] << 8;

		label[i] = c == 0 ? '\0' : c >= ' ' && c < 127 ? (char)c : '?';
		if (!c)
			return;
	}
	label[36] = '\0';
}

static int gpt_entry(const struct gpt *gpt, const unsigned char *at, unsigned number, struct partitions *table,
		     struct err *err)
{
	static const unsigned char unused[16];
	struct partition part = { .number = number };
	uint64_t first = le64(at + 32), last = le64(at + 40), end;

	if (memcmp(at, unused, sizeof(unused)) == 0)
		return 0;
	if (last < first || last == UINT64_MAX || __builtin_mul_overflow(last + 1, gpt->sector, &end))
		return err_set(err, ERR_DAMAGED, "partition %u ends before it begins", number);
	part.start = first * gpt->sector;
	part.size = end - part.start;
	gpt_label(at + 56, part.label);
	return table_add(table, part, err);
}

/* True when the array of entries is there and its sum is right; then *code tells how reading it went. */
static bool gpt_entries(const struct input *disk, const struct gpt *gpt, struct partitions *table, int *code,
			struct err *err)
{
	uint64_t bytes = (uint64_t)gpt->count * gpt->size, at;
	AUTO(auto_free) unsigned char *array = NULL;

	if (gpt->size < GPT_ENTRY || gpt->size % 8 || bytes == 0 || bytes > GPT_ARRAY_MOST ||
	    __builtin_mul_overflow(gpt->entries, gpt->sector, &at))
		return false;
	array = malloc(bytes);
	if (!array || input_read(disk, at, array, bytes, err) != (long)bytes ||
	    crc32(0, array, (uInt)bytes) != gpt->sum)
		return false;
	*code = 0;
	for (unsigned i = 0; *code == 0 && i < gpt->count; i++)
		*code = gpt_entry(gpt, array + (size_t)i * gpt->size, i + 1, table, err);
	return true;
}

static int read_gpt(const struct input *disk, struct partitions *table, struct err *err)
{
	static const uint64_t sectors[] = { 512, 4096 };
	int code;

	table->kind = "GPT";
	for (int backup = 0; backup < 2; backup++)
		for (size_t i = 0; i < COUNT(sectors); i++) {
			uint64_t lba = backup ? disk->size / sectors[i] - 1 : 1;
			struct gpt gpt;

			if (disk->size < 3 * sectors[i] || !gpt_header(disk, sectors[i], lba, &gpt))
				continue;
			if (gpt_entries(disk, &gpt, table, &code, err)) {
				table->backup = backup;
				return code;
			}
		}
	return err_set(err, ERR_DAMAGED, "the GPT is damaged, and so is its backup at the end");
}

int partitions_read(const struct input *disk, struct partitions *out, struct err *err)
{
	unsigned char head[MBR_SIZE + 8];
	long got = input_read(disk, 0, head, sizeof(head), err);
	bool gpt;

	if (got < 0)
		return -1;
	*out = (struct partitions){ 0 };
	if (got < (long)sizeof(head))
		return err_set(err, ERR_DAMAGED, "the disk ends within its partition table");
	gpt = memcmp(head + MBR_SIZE, "EFI PART", 8) == 0;
	for (int i = 0; i < 4; i++)
		gpt = gpt || mbr_entry(head, i).type == TYPE_GPT;
	return gpt ? read_gpt(disk, out, err) : read_mbr(disk, head, out, err);
}
